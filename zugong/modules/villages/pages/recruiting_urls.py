"""The addresses of the unified recruitment examination."""

from django.urls import path

from zugong.modules.villages.pages import (
    recruiting,
    recruiting_exam,
    recruiting_papers,
    recruiting_post,
    recruiting_scores,
)

RECRUITING = [
    path("villages/recruiting/exams/<int:number>/", recruiting_exam.of_exam, name="recruitment_exam"),
    path("villages/recruiting/exams/<int:number>/shares/", recruiting_exam.shares, name="recruitment_shares"),
    path("villages/recruiting/exams/<int:number>/confirm/", recruiting_exam.confirm, name="recruitment_confirm"),
    path("villages/recruiting/exams/<int:number>/scores/", recruiting_scores.scores, name="recruitment_scores"),
    path(
        "villages/recruiting/exams/<int:number>/score-sheet/", recruiting_scores.empty_sheet, name="recruitment_sheet"
    ),
    path("villages/recruiting/exams/<int:number>/papers/<str:name>", recruiting_papers.paper, name="recruitment_paper"),
    path("villages/recruiting/quotas/<int:number>/derive/", recruiting_exam.derive, name="recruitment_derive"),
    path("villages/recruiting/posts/<int:number>/", recruiting_post.of_post, name="recruitment_post"),
    path("villages/recruiting/<str:code>/", recruiting.of_unit, name="village_recruiting"),
    path("villages/recruiting/<str:code>/new/", recruiting.draft, name="recruitment_draft"),
]
