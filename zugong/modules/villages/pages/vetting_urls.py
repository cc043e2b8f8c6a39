"""The addresses of joint vetting, appointing and the filing of secretaries."""

from django.urls import path

from zugong.modules.villages.pages import appointing, vetting, vetting_papers

VETTING = [
    path("villages/vetting/<int:pk>/appoint/", appointing.into_office, name="village_appoint"),
    path("villages/vetting/<int:pk>/letter.docx", vetting_papers.letter, name="village_vetting_letter"),
    path("villages/filings/<int:pk>/form.docx", vetting_papers.filing, name="village_filing_form"),
    path("villages/roles/<int:pk>/leave/", appointing.out_of_office, name="village_leave"),
    path("villages/vetting/<str:code>/new/", vetting.new, name="village_vetting_new"),
    path("villages/vetting/<str:code>/", vetting.index, name="village_vetting"),
]
