"""The addresses of cases."""

from django.urls import path

from zugong.kernel.procedures import handling, pages, version_pages

app_name = "procedures"
urlpatterns = [
    path("cases/", pages.cases, name="cases"),
    path("cases/<str:code>/", pages.procedure_cases, name="procedure"),
    path("cases/<str:code>/versions/", version_pages.versions, name="versions"),
    path("cases/<str:code>/<int:pk>/", pages.case, name="case"),
    path("cases/<str:code>/<int:pk>/clock/", handling.pause, name="pause"),
    path("cases/<str:code>/<int:pk>/objections/", handling.objection, name="objection"),
    path("cases/<str:code>/<int:pk>/paper/<slug:name>/", handling.paper, name="paper"),
    path("cases/<str:code>/<int:pk>/<slug:name>/", pages.move, name="move"),
    path("cases/<str:code>/<int:pk>/<slug:name>/form.docx", pages.printed_form, name="form"),
]
