"""The addresses of the office."""

from django.urls import path

from zugong.modules.office.pages import parameters, work

urlpatterns = [
    path("", work.work, name="work"),
    path("work/digest/", work.put_digest_away, name="put_digest_away"),
    path("parameters/", parameters.parameters, name="parameters"),
    path("parameters/<str:code>/", parameters.parameter, name="parameter"),
]
