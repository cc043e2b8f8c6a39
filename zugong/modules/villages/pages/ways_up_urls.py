"""The addresses of the ways up and of role models; they stand before the catch-all of the module."""

from django.urls import path

from zugong.modules.villages.pages import role_models, ways_up, ways_up_papers

WAYS_UP = [
    path("villages/ways-up/rounds/<int:number>/", ways_up.of_round, name="promotion_round"),
    path("villages/ways-up/rounds/<int:number>/apply/", ways_up.apply_page, name="promotion_apply"),
    path("villages/ways-up/rounds/<int:number>/scores/", ways_up.scores, name="promotion_scores"),
    path("villages/ways-up/rounds/<int:number>/list.docx", ways_up_papers.promotion_list, name="promotion_list"),
    path("villages/ways-up/applications/<int:number>/give-up/", ways_up.give_up, name="promotion_give_up"),
    path(
        "villages/ways-up/applications/<int:number>/form.docx",
        ways_up_papers.qualification,
        name="promotion_qualification",
    ),
    path("villages/ways-up/<str:code>/", ways_up.of_unit, name="village_ways_up"),
    path("villages/role-models/rounds/<int:number>/", role_models.of_round, name="role_model_round"),
    path("villages/role-models/rounds/<int:number>/nominate/", role_models.nominate, name="role_model_nominate"),
    path("villages/role-models/rounds/<int:number>/list.docx", ways_up_papers.role_model_list, name="role_model_list"),
    path("villages/role-models/nominations/<int:number>/use/", role_models.note_use, name="role_model_use"),
    path(
        "villages/role-models/nominations/<int:number>/form.docx",
        ways_up_papers.recommendation,
        name="role_model_recommendation",
    ),
    path("villages/role-models/<str:code>/named/", role_models.named, name="role_models_named"),
    path("villages/role-models/<str:code>/", role_models.of_unit, name="village_role_models"),
]
