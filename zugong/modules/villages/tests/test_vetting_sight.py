"""What departments answered is read by the county that asks and by the department; townships and villages read the result alone."""

import datetime as dt
import io

import pytest
from openpyxl import load_workbook

from zugong.kernel.procedures.models import Reply
from zugong.modules.villages.models import NegativeItem
from zugong.modules.villages.tests.vetting_city import Steps, add_departments, candidate

pytestmark = pytest.mark.django_db
SAID = "处分影响期到年底"
REASON = "影响期内不宜提名"
WHO = {
    "jinan_officer": True,
    "jinan_signer": True,
    "discipline_officer": True,
    "police_officer": False,
    "civil_officer": False,
    "officer": False,
    "leader": False,
    "supervisor": False,
    "auditor": False,
    "township_officer": False,
    "other_township_officer": False,
    "villager": False,
    "other_villager": False,
    "shucheng_officer": False,
    "zone_officer": False,
    "cadre": False,
    "enterprise": False,
    "resident": False,
}


@pytest.fixture
def failed(city):
    """A vetting that failed for what one department answered, with the item that the county keeps."""
    add_departments(city)
    person = candidate(city)
    steps = Steps(city, person).asked()
    steps.answer("discipline", "objection", item="discipline", text=SAID)
    steps.answer("police")
    steps.answer("civil")
    steps.take("review", "jinan_officer", REASON).take("fail", "jinan_signer", REASON)
    steps.item = NegativeItem.objects.create(
        person=person,
        unit=city.unit("jinan"),
        source=city.unit("discipline"),
        item="discipline",
        from_date=dt.date(2023, 1, 1),
        until=dt.date(2023, 12, 31),
        document=SAID,
    )
    return steps


@pytest.mark.parametrize(("who", "reads"), WHO.items(), ids=WHO)
def test_who_reads_an_answer(failed, city, as_, who, reads):
    reply = Reply.objects.get(unit=city.unit("discipline"))
    assert Reply.objects.visible_to(city.user(who)).filter(pk=reply.pk).exists() == reads
    found = as_(who).get(f"/cases/procedures.reply/{reply.pk}/")
    assert (found.status_code == 200) == reads
    assert (SAID in found.content.decode()) == reads


@pytest.mark.parametrize(("who", "reads"), WHO.items(), ids=WHO)
def test_who_reads_an_item_in_list_export_record_and_api(failed, city, as_, who, reads):
    client, item = as_(who), failed.item
    assert NegativeItem.objects.visible_to(city.user(who)).filter(pk=item.pk).exists() == reads
    addresses = ["/ledgers/negative-items/", f"/ledgers/negative-items/{item.pk}/", "/api/v1/negative-items/"]
    for address in addresses:
        assert (SAID in client.get(address).content.decode()) == (reads and "negative-items/" + str(item.pk) in address)
    exported = client.get("/ledgers/negative-items/export.xlsx")
    if exported.status_code == 200 and "spreadsheet" in exported["Content-Type"]:
        sheet = load_workbook(io.BytesIO(exported.getvalue())).active
        cells = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell]
        assert any("周立春" in cell for cell in cells) == reads


@pytest.mark.parametrize("who", ["jinan_officer", "officer", "township_officer", "villager"])
def test_the_case_tells_the_result_to_all_and_the_reason_to_the_county(failed, as_, who):
    words = as_(who).get(f"/cases/villages.vetting/{failed.review.pk}/").content.decode()
    assert "不通过" in words
    assert (REASON in words) == (who == "jinan_officer")
    assert (SAID in words) == (who == "jinan_officer")


@pytest.mark.parametrize("who", ["officer", "township_officer", "villager"])
def test_no_list_record_or_history_tells_why(failed, as_, who):
    client = as_(who)
    for address in ("/ledgers/joint-reviews/", f"/ledgers/joint-reviews/{failed.review.pk}/", "/api/v1/joint-reviews/"):
        words = client.get(address).content.decode()
        assert REASON not in words
        assert SAID not in words


def test_a_township_types_no_items(as_, city, failed):
    said = {
        "person": failed.review.person_id,
        "unit": city.unit("jinan").pk,
        "item": "other",
        "from_date": "2023-07-01",
    }
    client = as_("township_officer")
    client.post("/ledgers/negative-items/new/", said | {"lasting": "on"})
    assert NegativeItem.objects.count() == 1
    as_("jinan_officer").post("/ledgers/negative-items/new/", said | {"lasting": "on"})
    assert NegativeItem.objects.count() == 2
