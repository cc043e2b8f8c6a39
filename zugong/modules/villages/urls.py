"""The addresses of the village cadre register."""

from django.urls import path

from zugong.modules.villages.pages import findings, front, gaps
from zugong.modules.villages.pages.recruiting_urls import RECRUITING
from zugong.modules.villages.pages.ways_up_urls import WAYS_UP

urlpatterns = [
    path("villages/", front.index, name="villages"),
    path("villages/findings/", findings.index, name="village_findings"),
    path("villages/findings/<int:number>/confirm/", findings.confirm_finding, name="confirm_finding"),
    path("villages/findings/<int:number>/reopen/", findings.reopen_finding, name="reopen_finding"),
    *WAYS_UP,
    *RECRUITING,
    path("villages/<str:code>/gaps/", gaps.index, name="village_gaps"),
    path("villages/<str:code>/", front.of_unit, name="villages_of_unit"),
]
