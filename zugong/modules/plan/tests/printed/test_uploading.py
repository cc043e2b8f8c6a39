"""Where a plan comes in: the form, what it refuses, and what becomes of the file."""

import io
import zipfile
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from zugong.kernel.ledger.attachments import attachments_of, listed
from zugong.modules.plan.actions.editions import CannotUpload
from zugong.modules.plan.models import Edition, Plan
from zugong.modules.plan.tests.printed.papers import CORRECTED, PLAN

MAY = ["officer", "jinan_officer", "zone_officer"]
MAY_NOT = [
    *("leader", "supervisor", "labour_officer", "jinan_signer", "township_officer", "villager", "cadre", "enterprise"),
    *("resident", "auditor", "system_admin", "security_admin", "audit_admin"),
]
HALF_A_YEAR = PLAN.replace("健全常态化监督机制。", "各县区要在半年内拿出办法、见到实效。")


def send(client, unit, content=PLAN, name="plan.txt", **more):
    content = content.encode() if isinstance(content, str) else content
    return client.post("/plan/new", {"file": SimpleUploadedFile(name, content), "unit": unit.pk} | more)


@pytest.mark.parametrize("name", MAY)
def test_whoever_makes_plans_is_offered_their_own_unit(printed, as_, name):
    form = as_(name).get("/plan/new").context["form"]
    assert [unit.pk for unit in form.fields["unit"].queryset] == [printed.user(name).grants_today[0].unit_id]


@pytest.mark.parametrize("name", MAY_NOT)
def test_others_are_told_so_and_cannot_send_one(printed, as_, name):
    client = as_(name)
    assert client.get("/plan/new").status_code == 403
    assert send(client, printed.city.units["city"]).status_code == 403
    assert not Plan.objects.exists()


def test_a_plan_leads_to_what_was_read_of_it(printed, as_):
    response = send(as_("officer"), printed.city.units["city"])
    edition = Edition.objects.get()
    assert response.url == f"/plan/editions/{edition.pk}/"
    assert (edition.plan.year, edition.number, len(edition.targets)) == (2023, 1, 4)
    assert edition.plan.state == Plan.State.READING


def test_the_original_file_is_kept(printed, as_):
    send(as_("officer"), printed.city.units["city"])
    [file] = attachments_of(Edition.objects.get())
    assert (file.name, file.kind, file.secrecy) == ("plan.txt", "txt", "open")


def test_a_web_page_is_kept_in_a_zip_file(printed, as_, settings):
    page = f"<!doctype html><html><body><p>{PLAN.replace(chr(10), '</p><p>')}</p></body></html>".encode()
    send(as_("officer"), printed.city.units["city"], page, "plan.html")
    [file] = attachments_of(Edition.objects.get())
    assert (file.name, file.kind) == ("plan.html.zip", "zip")


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"0" * 99, "plan.png", "图片"),
        (b"", "plan.txt", "空"),
        (b"MZ\x90\x00" * 50, "plan.txt", "不"),
        (f"秘密★1年\n\n{PLAN}".encode(), "plan.txt", "涉密文件不得上传"),
        (f"机密\n{PLAN}".encode(), "plan.txt", "涉密文件不得上传"),
        (f"<html><body><p>密级：秘密</p><p>{PLAN}</p></body></html>".encode(), "plan.html", "涉密文件不得上传"),
        (PLAN.encode(), "plan.exe", "扩展名"),
    ],
)
def test_what_is_no_plan_is_refused_beside_the_file(printed, as_, content, name, words):
    response = send(as_("officer"), printed.city.units["city"], content, name, year=2023)
    assert words in response.context["form"].errors["file"][0]
    assert response.context["form"]["year"].value() == "2023"
    assert not Plan.objects.exists()


def test_a_file_that_is_too_large_is_not_even_read(printed, as_, monkeypatch):
    monkeypatch.setattr("zugong.modules.plan.pages.uploading.LARGEST", 10)
    response = send(as_("officer"), printed.city.units["city"])
    assert "50 MB" in response.context["form"].errors["file"][0]


def test_a_plan_without_a_year_asks_for_it_beside_the_year(printed, as_):
    text = PLAN.replace("2023年", "")
    response = send(as_("officer"), printed.city.units["city"], text)
    assert "请填写年度" in response.context["form"].errors["year"][0]
    assert send(as_("officer"), printed.city.units["city"], text, year=2024).status_code == 302
    assert Plan.objects.get().year == 2024


def test_a_county_does_not_upload_for_another(printed, as_):
    response = send(as_("jinan_officer"), printed.city.units["shucheng"])
    assert response.context["form"].errors["unit"]
    with pytest.raises(CannotUpload):
        printed.read(by="jinan_officer", unit="shucheng")


def test_a_second_file_is_a_new_edition_and_leaves_the_plan_as_it_is(accepted):
    edition = accepted.read(CORRECTED.replace("组织工作要点", "组织工作计划"))
    assert (edition.number, edition.plan.editions.count()) == (2, 2)
    assert (accepted.plan.state, accepted.plan.title) == ("accepted", "青山市2023年组织工作要点")


def test_the_secrecy_of_a_plan_stays_unless_another_is_chosen(printed):
    printed.read(secrecy="internal")
    printed.read()
    assert printed.plan.secrecy == "internal"
    printed.read(secrecy="public")
    assert printed.plan.secrecy == "public"


def test_half_a_year_counts_from_the_documents_date(printed):
    edition = printed.read(HALF_A_YEAR, issued_on=date(2023, 1, 30))
    assert [target["deadline"] for target in edition.targets if "半年" in target["quote"]] == ["2023-07-30"]
    assert edition.plan.issued_on == date(2023, 1, 30)


def test_without_a_date_half_a_year_stays_in_words_until_somebody_fills_it_in(printed, as_):
    edition = printed.read(HALF_A_YEAR)
    client = as_("officer")
    assert client.get(f"/plan/editions/{edition.pk}/").context["undated"]
    client.post(f"/plan/editions/{edition.pk}/date/", {"issued_on": "2023-01-30"})
    edition.refresh_from_db()
    assert [target["deadline"] for target in edition.targets if "半年" in target["quote"]] == ["2023-07-30"]
    assert not client.get(f"/plan/editions/{edition.pk}/").context["undated"]
    assert edition.corrections[-1]["before"]["deadline"] == "半年内"


def test_a_corrected_file_without_a_date_counts_from_the_plans(printed):
    printed.read(HALF_A_YEAR, issued_on=date(2023, 1, 30))
    edition = printed.read(HALF_A_YEAR)
    assert [target["deadline"] for target in edition.targets if "半年" in target["quote"]] == ["2023-07-30"]


def test_a_date_that_is_none_is_asked_for_again(printed, as_):
    edition = printed.read(HALF_A_YEAR)
    response = as_("officer").post(f"/plan/editions/{edition.pk}/date/", {"issued_on": "昨天"}, follow=True)
    assert "请填写成文日期" in response.content.decode()


def test_the_packed_page_is_the_page_that_was_sent(printed, as_):
    page = f"<html><body><p>{PLAN}</p></body></html>".encode()
    send(as_("officer"), printed.city.units["city"], page, "plan.htm")
    [file] = listed(Edition.objects.get())
    kept = b"".join(as_("officer").get(file["url"]).streaming_content)
    assert zipfile.ZipFile(io.BytesIO(kept)).read("plan.htm") == page
