"""The measures over the plan, and the board that shows them."""

from datetime import date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from zugong.kernel.access.testing import small_city
from zugong.kernel.calendar import SHANGHAI
from zugong.kernel.history import writing
from zugong.kernel.indicators.actions import publish
from zugong.kernel.indicators.board import board_of
from zugong.kernel.indicators.declaring import MEASURES
from zugong.kernel.indicators.drilling import drill
from zugong.kernel.indicators.models import Cell, Standing, Subject
from zugong.kernel.indicators.periods import Period
from zugong.kernel.indicators.reading import figure, worst_lamps
from zugong.kernel.indicators.refreshing import postponed, refresh_all
from zugong.kernel.indicators.standing import restand
from zugong.kernel.procedures.models import Duty
from zugong.modules.plan.actions.board import refresh_standing, show_target, subject_of
from zugong.modules.plan.models import Breakdown, Edition, Line, Part, Plan, Report, Slip, Target, Task, TaskGroup

pytestmark = pytest.mark.django_db
YEAR = Period.parse("2023")


def moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI)


class PlannedCity:
    """The small city with a plan of one split, one floor and one replicated target, handed to two counties and the zone."""

    def __init__(self):
        self.city = small_city()
        unit = self.city.units["city"]
        self.plan = writing.save(Plan(unit=unit, year=2023, title="2023年要点", state=Plan.State.ACCEPTED), by=None)
        self.goal = writing.save(TaskGroup(plan=self.plan, title="建强组织", position=1), by=None)
        self.targets = {}
        for position, (kind, what, value, unit_name) in enumerate(
            [("split", "引进人才", 300, "名"), ("floor", "配备率", 80, "%"), ("replicate", "示范小区", 2, "个")]
        ):
            self.add_target(position, kind, what, value, unit_name)

    def add_target(self, position, kind, what, value, measure_unit, comparator=">="):
        task = Task(
            unit=self.city.units["city"],
            plan=self.plan,
            group=self.goal,
            title=f"做好{what}",
            position=position,
            section=self.city.units["section"],
            start_date=date(2023, 1, 1),
            due_date=date(2023, 12, 31),
        )
        writing.save(task, by=None)
        target = Target(task=task, what=what, value=value, kind=kind, measure_unit=measure_unit, comparator=comparator)
        self.targets[kind] = writing.save(target, by=None)
        return target

    def issue(self, kind, shares, weights=None):
        breakdown = Breakdown(
            target=self.targets[kind], state=Breakdown.State.ISSUED, issued_on=date(2023, 2, 1), document_number="1号"
        )
        writing.save(breakdown, by=None)
        parts = {}
        for name, value in shares.items():
            part = Part(
                breakdown=breakdown,
                unit=self.city.units[name],
                value=value,
                weight=(weights or {}).get(name),
            )
            parts[name] = writing.save(part, by=None)
        show_target(self.targets[kind])
        return parts

    def report(self, part, value, day, *, state=Report.State.CONFIRMED, waited=0):
        report = Report(
            part=part,
            unit=part.unit,
            as_of=day,
            value=value,
            reported_by=self.city.users["officer"],
            reported_at=moment(day),
            confirmed_at=moment(date(day.year, day.month, day.day + waited)) if state == "confirmed" else None,
            token=uuid4(),
            state=state,
        )
        return writing.save(report, by=None)

    def subject(self, kind):
        return f"{self.targets[kind].pk}"

    def figure(self, code, unit, period="2023", kind=None):
        found = figure(code, self.subject(kind) if kind else "", self.city.units[unit], Period.parse(period))
        return None if found is None or found.value is None else round(found.value, 2)


@pytest.fixture(scope="module")
def half_year(django_db_setup, django_db_blocker):
    """The planned city with a year's first half behind it, built once; each test's own changes are rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield worked_half_a_year(PlannedCity())
        transaction.set_rollback(True)


@pytest.fixture
def busy(half_year, db, monkeypatch):
    monkeypatch.setattr(half_year, "targets", dict(half_year.targets))
    return half_year


def worked_half_a_year(planned):
    with postponed():
        split = planned.issue("split", {"jinan": 200, "shucheng": 100})
        floor = planned.issue("floor", {"jinan": 80, "shucheng": 80}, {"jinan": 3, "shucheng": 1})
        replicate = planned.issue("replicate", {"jinan": 2, "shucheng": 2, "zone": 2})
    planned.report(split["jinan"], 40, date(2023, 2, 10), waited=2)
    planned.report(split["jinan"], 90, date(2023, 5, 10), waited=4)
    planned.report(split["shucheng"], 100, date(2023, 3, 31))
    planned.report(split["shucheng"], 999, date(2023, 6, 1), state=Report.State.SIGNED)
    planned.report(floor["jinan"], 90, date(2023, 6, 1))
    planned.report(floor["shucheng"], 70, date(2023, 6, 1))
    planned.report(replicate["jinan"], 3, date(2023, 4, 1))
    planned.report(replicate["shucheng"], 1, date(2023, 4, 1))
    planned.parts = {"split": split, "floor": floor, "replicate": replicate}
    add_papers(planned)
    refresh_all()
    restand(subjects=Subject.objects.values_list("code", flat=True), year=2023)
    return planned


def add_papers(planned):
    """Tasks that fell due, reporting duties, slips and lines, in time and late."""
    city = planned.city
    for number, (due, delivered) in enumerate([(3, date(2023, 3, 1)), (3, date(2023, 4, 2)), (5, None), (12, None)]):
        task = Task(
            unit=city.units["city"],
            plan=planned.plan,
            group=planned.goal,
            section=city.units["section"],
            title=f"任务{number}",
            due_date=date(2023, due, 30),
            delivered_on=delivered,
            state=Task.State.CLOSED if delivered else Task.State.OPEN,
        )
        writing.save(task, by=None)
    for unit, closed in [("jinan", date(2023, 3, 7)), ("shucheng", date(2023, 3, 9)), ("zone", None)]:
        Duty.objects.create(
            kind="plan.report",
            unit=city.units[unit],
            verb="report",
            title_words="填报进展",
            url="/",
            due=date(2023, 3, 7),
            opened_on=date(2023, 3, 1),
            closed_on=closed,
        )
    for state, unit in [("issued", "jinan"), ("closed", "jinan"), ("draft", "shucheng")]:
        slip = Slip(
            unit=city.units["city"],
            addressee=city.units[unit],
            task=planned.targets["split"].task,
            reason="进度滞后",
            demand="限期整改",
            due_date=date(2023, 6, 20),
            state=state,
            signed_at=None if state == "draft" else moment(date(2023, 6, 10)),
        )
        writing.save(slip, by=None)
    edition = Edition(
        plan=planned.plan,
        number=1,
        file_name="plan.txt",
        source_text="",
        read_at=moment(date(2023, 1, 9)),
        accepted_at=moment(date(2023, 1, 10)),
    )
    writing.save(edition, by=None)
    for position, disposition in enumerate(["heading", "task", "task", "context", "open"]):
        Line.objects.create(edition=edition, position=position, block=0, text="文字", disposition=disposition)


def test_a_split_target_adds_up_the_last_confirmed_figures(busy):
    assert busy.figure("plan.target_value", "city", kind="split") == 190
    assert busy.figure("plan.target_value", "city", "2023-02", kind="split") == 40
    assert busy.figure("plan.target_value", "city", "2023-Q1", kind="split") == 140


def test_a_figure_holds_until_the_next_report(busy):
    assert busy.figure("plan.target_value", "jinan", "2023-03", kind="split") == 40


def test_before_the_first_report_nothing_is_known(busy):
    assert busy.figure("plan.target_value", "city", "2023-01", kind="split") is None
    assert busy.figure("plan.target_value", "zone", kind="replicate") is None


def test_a_floor_is_the_mean_by_weight(busy):
    assert busy.figure("plan.target_share", "city", kind="floor") == 85


def test_without_weights_a_floor_is_the_plain_mean(busy):
    Part.objects.update(weight=None)
    refresh_all(["plan.target_share"])
    assert busy.figure("plan.target_share", "city", kind="floor") == 80


def test_a_replicated_target_counts_the_units_that_reached_it(busy):
    assert busy.figure("plan.units_reached", "city", kind="replicate") == 1
    standing = Standing.objects.get(
        subject__code=subject_of(busy.targets["replicate"]), unit__code="3415", period="2023"
    )
    assert (standing.value, standing.goal) == (1, 3)


def test_targets_reached_are_counted_against_all_that_were_issued(busy):
    assert busy.figure("plan.targets_reached", "city") == round(Decimal(300) / 7, 2)
    assert busy.figure("plan.targets_reached", "zone") == 0


def test_tasks_on_time_are_those_closed_by_their_due_date_of_those_due(busy):
    assert busy.figure("plan.tasks_on_time", "city") == round(Decimal(100) / 3, 2)
    assert busy.figure("plan.tasks_on_time", "section", "2023-Q1") == 50


def test_a_report_never_sent_is_a_report_not_in_time(busy):
    assert busy.figure("plan.reports_on_time", "city") == round(Decimal(100) / 3, 2)
    assert busy.figure("plan.reports_on_time", "zone") == 0


def test_slips_count_from_signing_to_closing_out_at_the_unit_they_went_to(busy):
    assert busy.figure("plan.slips_open", "city") == 1
    assert busy.figure("plan.slips_open", "shucheng") is None


def test_days_to_confirm_are_a_mean_over_reports(busy):
    assert busy.figure("plan.days_to_confirm", "jinan") == Decimal("1.50")


def test_the_plan_is_covered_by_what_is_not_left_open(busy):
    assert busy.figure("plan.coverage", "city") == 75


def test_every_figure_opens_to_rows_that_add_up_to_it(busy):
    counted = set()
    cells = Cell.objects.filter(measure__startswith="plan.", period_start__in=[date(2023, 1, 1), date(2023, 4, 1)])
    for cell in cells.select_related("unit"):
        measure = MEASURES[cell.measure]
        for side in measure.tallies:
            behind = drill(measure, cell.subject, cell.unit, Period(cell.period_kind, cell.period_start), side=side)
            count, total = behind.total()
            assert total == ((cell.whole or 0) if side == "whole" else cell.part), cell
            assert behind.records.count() == count, cell
        counted.add(cell.measure)
    assert counted == {code for code in MEASURES if code.startswith("plan.")} - {"plan.outside_value"}


def test_confirming_a_report_brings_the_same_figures_as_counting_all_anew(busy):
    part = busy.parts["split"]["jinan"]
    busy.report(part, 120, date(2023, 6, 20))
    refresh_standing(part)
    quick = (busy.figure("plan.target_value", "city", kind="split"), list(Standing.objects.order_by("pk").values()))
    refresh_all()
    assert quick[0] == busy.figure("plan.target_value", "city", kind="split") == 220
    restand(subjects=[subject_of(busy.targets["split"])], year=2023)
    keys = ["subject_id", "unit_id", "period", "value", "goal", "lamp", "rank", "peers", "progress"]
    assert sorted([[row[key] for key in keys] for row in quick[1]], key=str) == sorted(
        [[row[key] for key in keys] for row in Standing.objects.values()], key=str
    )


def test_standings_rank_siblings_by_the_share_of_their_goals(busy):
    ranks = {
        standing.unit.code: standing.rank
        for standing in Standing.objects.filter(subject__code=subject_of(busy.targets["split"]), period="2023")
    }
    assert ranks == {"3415": None, "341502": 2, "341523": 1}


def test_the_lamp_is_the_plans_rule(busy):
    lamps = {
        (standing.unit.code, standing.lamp)
        for standing in Standing.objects.filter(subject__code=subject_of(busy.targets["replicate"]), period="2023")
    }
    assert lamps == {("3415", "on_time"), ("341502", "done"), ("341523", "on_time"), ("341502400", "no_data")}


def test_a_unit_that_owes_nothing_any_more_leaves_the_matrix(busy):
    part = busy.parts["split"]["shucheng"]
    writing.void(part, by=None, why="调整")
    show_target(busy.targets["split"])
    standing = Standing.objects.filter(subject__code=subject_of(busy.targets["split"]), period="2023")
    assert sorted(standing.values_list("unit__code", flat=True)) == ["3415", "341502"]


def test_my_work_shows_the_worst_lamps_of_a_unit_within_reach(busy):
    worst = worst_lamps(busy.city.units["zone"], busy.city.user("zone_officer"))
    assert [standing.lamp for standing in worst] == ["no_data"]
    assert worst_lamps(busy.city.units["zone"], busy.city.user("jinan_officer")) == []


def test_the_city_officer_sees_all_counties(busy, client):
    client.force_login(busy.city.users["officer"])
    page = client.get("/board/3415/2023/").content.decode()
    assert "金安区" in page
    assert "舒城县" in page
    assert "引进人才" in page


def test_a_county_sees_itself_and_the_citys_total_but_not_its_sibling(busy, client):
    client.force_login(busy.city.users["jinan_officer"])
    page = client.get("/board/341502/2023/").content.decode()
    assert "六安市" in page
    assert "190" in page
    assert "舒城县" not in page
    assert 'class="board-rank"' not in page
    assert client.get("/board/341523/2023/").status_code == 404
    assert client.get("/board/3415/2023/").status_code == 404
    assert client.get("/board/3415/2023/rows/plan.slips_open/-/").status_code == 404


def test_a_signed_bulletin_shows_siblings_to_one_another_without_their_rows(busy, client):
    publish(unit=busy.city.units["city"], period="2023", source="1号通报", by=busy.city.users["leader"])
    client.force_login(busy.city.users["jinan_officer"])
    page = client.get("/board/341502/2023/").content.decode()
    assert "舒城县" in page
    assert 'class="board-rank"' in page
    assert "/board/341523/2023/rows/" not in page
    assert "/board/341502/2023/rows/" in page


@pytest.mark.parametrize("user", ["resident", "cadre", "enterprise"])
def test_who_reads_no_unit_is_told_so(busy, client, user):
    client.force_login(busy.city.users[user])
    assert "没有您可以查看的单位" in client.get("/board/").content.decode()
    assert client.get("/board/3415/2023/").status_code == 404


def test_the_board_leads_to_the_users_own_unit_this_year(busy, client):
    client.force_login(busy.city.users["jinan_officer"])
    assert client.get("/board/")["Location"] == "/board/341502/2023/"


@pytest.mark.parametrize("period", ["2023", "2023-Q1", "2023-03", "2023-to-06", "2024", "1999-Q4"])
def test_every_period_has_a_page(busy, client, period):
    client.force_login(busy.city.users["officer"])
    assert client.get(f"/board/3415/{period}/").status_code == 200


@pytest.mark.parametrize("period", ["23", "2023-13", "2023-Q5", "0000", "x"])
def test_a_period_that_is_none_is_not_found(busy, client, period):
    client.force_login(busy.city.users["officer"])
    assert client.get(f"/board/3415/{period}/").status_code == 404


def test_links_keep_the_chosen_figure(busy, client):
    client.force_login(busy.city.users["officer"])
    code = subject_of(busy.targets["floor"])
    page = client.get(f"/board/3415/2023-Q2/?figure={code}").content.decode()
    assert f"/board/341502/2023-Q2/?figure={code}" in page
    assert "配备率：85" in page


def test_the_picture_has_the_map_and_the_same_figures_as_a_table(busy, client):
    client.force_login(busy.city.users["officer"])
    code = subject_of(busy.targets["split"])
    page = client.get(f"/board/3415/2023/picture/?figure={code}").content.decode()
    assert "/board/outlines/3415.json" in page
    assert "<td>金安区</td>" in page
    assert client.get("/board/outlines/3415.json").status_code == 200
    assert client.get("/board/outlines/9999.json").status_code == 404


def test_the_rows_page_says_what_it_explains_and_adds_up(busy, client):
    client.force_login(busy.city.users["officer"])
    code = subject_of(busy.targets["split"])
    page = client.get(f"/board/3415/2023/rows/plan.target_value/{code}/").content.decode()
    assert "引进人才" in page
    assert "190" in page
    assert "2 条记录" in page
    assert page.count("/plan/reports/") == 4


@pytest.mark.parametrize("side", ["part", "whole"])
def test_a_ratio_opens_to_two_lists(busy, client, side):
    client.force_login(busy.city.users["officer"])
    page = client.get(f"/board/3415/2023/rows/plan.targets_reached/-/?side={side}")
    assert page.status_code == 200
    assert ("7 条记录" if side == "whole" else "3 条记录") in page.content.decode()


def test_every_measure_has_a_rows_page(busy, client):
    client.force_login(busy.city.users["officer"])
    for code, measure in MEASURES.items():
        subject = subject_of(busy.targets["split"]) if measure.subject else "-"
        assert client.get(f"/board/3415/2023/rows/{code}/{subject}/").status_code == 200, code


@pytest.mark.parametrize("form", ["xlsx", "docx"])
def test_the_board_is_exported_within_the_same_limits(busy, client, form):
    client.force_login(busy.city.users["jinan_officer"])
    answer = client.get(f"/board/341502/2023/export.{form}")
    assert answer.status_code == 200
    assert answer.content[:2] == b"PK"
    client.force_login(busy.city.users["villager"])
    assert client.get(f"/board/341502100201/2023/export.{form}").status_code == 403


def test_the_query_count_is_the_same_for_few_and_many_reports(busy, client, django_assert_num_queries):
    client.force_login(busy.city.users["officer"])
    client.get("/board/3415/2023/")
    with CaptureQueriesContext(connection) as few:
        client.get("/board/3415/2023/")
    with postponed():
        for number in range(30):
            busy.report(busy.parts["split"]["jinan"], number, date(2023, 6, 1 + number % 28))
        for position in range(3, 10):
            busy.add_target(position, "split", f"第{position}项", 10, "个")
            busy.issue("split", {"jinan": 5, "shucheng": 5, "zone": 5})
    refresh_all()
    restand(subjects=Subject.objects.values_list("code", flat=True), year=2023)
    with django_assert_num_queries(len(few)):
        client.get("/board/3415/2023/")


@pytest.fixture
def handed_on(busy):
    """Jin'an hands its 200 on to two townships; one has reported."""
    part = busy.parts["split"]["jinan"]
    task = Task(
        unit=busy.city.units["jinan"], title="引进人才", start_date=date(2023, 1, 1), due_date=date(2023, 12, 31)
    )
    writing.save(task, by=None)
    target = Target(task=task, what="引进人才", value=200, measure_unit="名", kind="split", from_part=part)
    busy.targets["handed_on"] = writing.save(target, by=None)
    below = busy.issue("handed_on", {"muchang": 150, "matou": 50})
    busy.report(below["muchang"], 33, date(2023, 6, 2))
    refresh_standing(below["muchang"])
    return busy


def test_what_a_county_hands_on_is_one_line_of_its_board(handed_on):
    board = board_of(handed_on.city.units["jinan"], YEAR, handed_on.city.user("jinan_officer"))
    [row] = [row for row in board.rows if row.subject.label == "引进人才"]
    values = {
        str(column.unit): square and square.standing.value
        for column, square in zip(board.columns, row.squares, strict=True)
    }
    assert values["金安区"] == 90
    assert values["木厂镇"] == 33
    assert values["马头镇"] is None


def test_what_a_county_hands_on_is_no_line_of_the_citys_board(handed_on):
    board = board_of(handed_on.city.units["city"], YEAR, handed_on.city.user("officer"))
    assert [row.subject.label for row in board.rows] == ["引进人才", "配备率", "示范小区"]
    assert figure("plan.target_value", handed_on.subject("split"), board.unit, YEAR).value == 190


def test_what_a_county_hands_on_is_among_its_worst_lamps_once(handed_on):
    worst = worst_lamps(handed_on.city.units["jinan"], handed_on.city.user("jinan_officer"), limit=9)
    assert len({standing.subject.label for standing in worst}) == len(worst)


def test_a_township_sees_its_own_line_and_what_the_county_owes(handed_on):
    board = board_of(handed_on.city.units["muchang"], YEAR, handed_on.city.user("township_officer"))
    assert [(str(column.unit), column.opens) for column in board.columns] == [("金安区", False), ("木厂镇", True)]
    assert board.rows[0].own.standing.value == 33
