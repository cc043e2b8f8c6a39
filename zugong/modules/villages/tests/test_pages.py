"""The register's pages: who sees what, and that each figure opens to exactly its rows."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zugong.modules.villages.models import Finding
from zugong.modules.villages.tests.conftest import number


@pytest.fixture
def force(register):
    """Three people in one village, one in another, one in another county."""
    register()
    register(name="宋小满", identity_number=number("1995-02-03", 2), phone=None, offices="村委会委员", dual_post=None,
             level="60", full_time="true")  # fmt: skip
    register(name="叶后备", identity_number=number("1999-02-03", 3), phone=None, offices="后备干部", dual_post=None)
    register("other_village", name="白一帆", identity_number=number("1971-02-03", 5), phone=None,
             offices="村委会主任", dual_post=None)  # fmt: skip
    return register("far_village", name="石开泰", identity_number=number("1970-02-03", 7), phone=None)


ADDRESSES = {
    "/villages/3415/": {"officer": 200, "auditor": 200, "leader": 200, "jinan_officer": 404, "villager": 404},
    "/villages/341502/": {"jinan_officer": 200, "shucheng_officer": 404, "township_officer": 404},
    "/villages/341502100/": {"township_officer": 200, "other_township_officer": 404, "shucheng_officer": 404},
    "/villages/341502100/gaps/": {"township_officer": 200, "other_township_officer": 404, "shucheng_officer": 404},
    "/villages/341502100201/": {"villager": 302, "other_villager": 404, "resident": 404},
    "/villages/findings/?unit=341502100": {"township_officer": 200, "other_township_officer": 404},
    "/villages/": {"officer": 302, "villager": 302, "resident": 403, "system_admin": 403},
}


@pytest.mark.parametrize(
    ("address", "who", "status"), [(a, w, s) for a, rows in ADDRESSES.items() for w, s in rows.items()]
)
def test_who_may_open_which_page(force, as_, address, who, status):
    assert as_(who).get(address).status_code == status


def test_the_front_page_answers_in_words_and_figures(force, as_):
    page = as_("officer").get("/villages/3415/")
    whole = page.context["whole"]
    assert (whole.cadres, whole.reserve, whole.women, whole.young, whole.college) == (4, 1, 1, 1, 1)
    assert (whole.secretaries, whole.both, whole.without_secretary) == (2, 2, 1)
    assert whole.mean_age == (43 + 28 + 52 + 53) / 4
    assert "1 个村没有书记" in " ".join(page.content.decode().replace("<strong>", "").replace("</strong>", "").split())


@pytest.mark.parametrize("figure", ["cadres", "reserve", "young", "women", "college", "secretaries", "both"])
def test_each_figure_opens_to_exactly_its_rows(force, as_, figure):
    client = as_("officer")
    for code in "3415", "341502":
        whole = client.get(f"/villages/{code}/").context["whole"]
        listing = client.get(whole.links[figure]).context["listing"]
        assert listing.page.paginator.count == getattr(whole, figure)


@pytest.mark.parametrize("gap", ["without_secretary", "unregistered"])
@pytest.mark.parametrize("code", ["3415", "341502", "341502100"])
def test_villages_in_which_something_is_missing_open_to_exactly_their_rows(force, as_, gap, code):
    client = as_("officer")
    whole = client.get(f"/villages/{code}/").context["whole"]
    page = client.get(whole.links[gap])
    assert page.context["page"].paginator.count == getattr(whole, gap) == page.context["total"]


def test_a_village_with_a_reserve_alone_is_named_as_not_registered(register, as_):
    register("other_village", offices="后备干部", dual_post=None)
    page = as_("township_officer").get("/villages/341502100/gaps/?gap=unregistered")
    assert {village.code for village in page.context["page"]} == {"341502100201", "341502100202"}


def test_a_village_leaves_the_list_once_its_secretary_is_registered(force, as_, register):
    address = "/villages/341502100/gaps/"
    client = as_("township_officer")
    (only,) = client.get(address).context["page"]
    assert (only.code, only.serving) == ("341502100202", 1)
    register("other_village", name="新书记", identity_number=number("1982-02-03", 9), phone=None, dual_post="false",
             offices="书记")  # fmt: skip
    assert client.get(address).context["total"] == 0


def test_the_page_of_a_unit_above_leads_to_the_villages_with_gaps(force, as_):
    text = as_("jinan_officer").get("/units/341502/").content.decode()
    assert "/villages/341502/gaps/?gap=no_secretary" in text
    assert "/villages/341502/gaps/?gap=unregistered" in text


def test_an_unknown_gap_is_not_found(force, as_):
    assert as_("officer").get("/villages/3415/gaps/?gap=nothing").status_code == 404


def test_the_parts_add_up_to_the_whole(force, as_):
    page = as_("officer").get("/villages/3415/")
    parts = [one for one, _href in page.context["rows"]]
    for name in "villages", "registered", "cadres", "women", "findings", "ages":
        assert sum(getattr(one, name) for one in parts) == getattr(page.context["whole"], name)


def test_findings_stand_by_kind_and_place_and_open_to_their_rows(force, as_):
    client = as_("officer")
    page = client.get("/villages/findings/?unit=3415")
    assert page.context["total"] == Finding.objects.count() == 1
    (kind,) = page.context["kinds"]
    assert client.get(kind.href).context["listing"].page.paginator.count == kind.total


def test_a_village_shows_its_team_whom_to_call_and_what_is_missing(force, as_):
    text = as_("township_officer").get("/units/341502100201/").content.decode()
    assert "程雨田" in text
    assert "199****1111" in text
    assert "19900001111" not in text
    assert "没有在任的党组织书记" in as_("township_officer").get("/units/341502100202/").content.decode()


def test_an_auditor_sees_names_masked(force, as_):
    text = as_("auditor").get("/units/341502100201/").content.decode()
    assert "程雨田" not in text
    assert "程*田" in text


def test_a_person_shows_offices_education_and_findings(force, as_, register):
    cadre = register(name="许多问", identity_number=number("1980-09-09", 9), full_time=None, dual_post=None)
    text = as_("township_officer").get(f"/people/{cadre.person_id}/").content.decode()
    assert "是否全日制未填" in text
    assert "学历为大专，没有注明是否全日制" in text
    assert as_("shucheng_officer").get(f"/people/{cadre.person_id}/").status_code == 404


def test_a_finding_is_confirmed_on_its_page(force, as_):
    finding = Finding.objects.get()
    client = as_("township_officer")
    assert "核实无误" in client.get(f"/ledgers/village-findings/{finding.pk}/").content.decode()
    client.post(f"/villages/findings/{finding.pk}/confirm/", {"why": "换届前空缺，已报县里"})
    finding.refresh_from_db()
    assert finding.state == "confirmed"
    client.post(f"/villages/findings/{finding.pk}/reopen/", {"why": "已超过期限"})
    finding.refresh_from_db()
    assert finding.state == "open"


def test_a_sibling_confirms_nothing(force, as_):
    finding = Finding.objects.get()
    assert as_("shucheng_officer").post(f"/villages/findings/{finding.pk}/confirm/", {"why": "试"}).status_code == 404
    finding.refresh_from_db()
    assert finding.state == "open"


def test_who_reads_only_sees_no_way_to_confirm(force, as_):
    finding = Finding.objects.get()
    assert "核实无误</button>" not in as_("auditor").get(f"/ledgers/village-findings/{finding.pk}/").content.decode()


@pytest.mark.parametrize(
    "address",
    ["/villages/341502/", "/villages/341502/gaps/", "/villages/findings/?unit=341502", "/units/341502100201/"],
)
def test_a_page_asks_as_often_for_many_people_as_for_few(force, as_, register, address):
    client = as_("jinan_officer")
    client.get(address)
    counts = []
    for start in 11, 31:
        for sequence in range(start, start + 8, 2):
            register(name=f"某{sequence}", identity_number=number("1985-01-01", sequence), phone=None,
                     offices="村委会委员", dual_post=None, full_time=None)  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
