"""The addresses of the village cadre register."""

from django.urls import path

from zugong.modules.villages.pages import conduct, findings, front, gaps, pay, staffing, weak_villages
from zugong.modules.villages.pages.recruiting_urls import RECRUITING
from zugong.modules.villages.pages.vetting_urls import VETTING
from zugong.modules.villages.pages.ways_up_urls import WAYS_UP

urlpatterns = [
    path("villages/", front.index, name="villages"),
    path("villages/findings/", findings.index, name="village_findings"),
    path("villages/findings/<int:number>/confirm/", findings.confirm_finding, name="confirm_finding"),
    path("villages/findings/<int:number>/reopen/", findings.reopen_finding, name="reopen_finding"),
    *WAYS_UP,
    *RECRUITING,
    path("villages/conduct/new/", conduct.new, name="clue_new"),
    path("villages/conduct/clues/<int:number>/card.docx", conduct.card, name="clue_card"),
    path("villages/conduct/clues/<int:number>/notice.docx", conduct.notice, name="clue_notice"),
    path("villages/conduct/<str:code>/", conduct.index, name="village_conduct"),
    path("villages/weak/new/", weak_villages.new, name="weak_new"),
    path("villages/weak/<int:number>/measures/", weak_villages.new_measure, name="weak_measure_new"),
    path("villages/weak/measures/<int:number>/", weak_villages.report, name="weak_measure_report"),
    path("villages/weak/<str:code>/", weak_villages.index, name="village_weak"),
    *VETTING,
    path("villages/staffing/<str:code>/", staffing.index, name="village_staffing"),
    path("villages/staffing/<str:code>/what-if/", staffing.try_out, name="village_what_if"),
    path("villages/pay/<str:code>/", pay.index, name="village_pay"),
    path("villages/pay/<str:code>/<int:year>/", pay.index, name="village_pay_year"),
    path("villages/pay/<str:code>/<int:year>/settle/", pay.settle, name="village_pay_settle"),
    path("villages/pay/<str:code>/<int:year>/sheet.<str:kind>", pay.paper, name="village_pay_paper"),
    path("villages/<str:code>/gaps/", gaps.index, name="village_gaps"),
    path("villages/<str:code>/", front.of_unit, name="villages_of_unit"),
]
