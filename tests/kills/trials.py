"""What is tried: an import with its undoing, an export, a job in steps, a refresh of figures, a closing of a month, moves.

Each ends with a look at everything that was written.
"""

import random
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from hashlib import sha256

from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import QueryDict

from tests.kills.city import officer, work_under_kills
from zugong.kernel import calendar
from zugong.kernel.access.models import User
from zugong.kernel.history import writing
from zugong.kernel.history.models import Change
from zugong.kernel.indicators.closing import ask_to_close, verify
from zugong.kernel.indicators.declaring import MEASURES, Column, FactTable, Kind, Measure, Tally, declare
from zugong.kernel.indicators.freezing import Damaged
from zugong.kernel.indicators.models import Cell, Closing, PeriodKind
from zugong.kernel.indicators.periods import Period
from zugong.kernel.jobs import declaring
from zugong.kernel.jobs.models import Job
from zugong.kernel.jobs.queue import enqueue
from zugong.kernel.ledger import export_requests
from zugong.kernel.ledger.declaring import ledger_named
from zugong.kernel.ledger.importing import actions, reading, taking, undoing
from zugong.kernel.ledger.importing.models import Import
from zugong.kernel.ledger.kept_files import place_of_content
from zugong.kernel.ledger.listing import Asked, Listing
from zugong.kernel.ledger.models import Export
from zugong.kernel.parameters.models import Parameter
from zugong.kernel.procedures.models import Case, Duty, Signature
from zugong.kernel.procedures.moving import take
from zugong.kernel.registry.models import Taskforce, Unit
from zugong.modules.office.actions import parameters

HEAD = "名称,牵头单位,任务,依据文件,成立日期,撤销日期"
# Small batches, so that few rows have many points to be killed at.
actions.AT_ONCE = 0
reading.BATCH = taking.BATCH = undoing.BATCH = 7


YEAR = 2023
TASKFORCES = FactTable(
    "kills_taskforces",
    Taskforce.objects.all,
    "unit_id",
    {"day": Column("date", "start_date"), "until": Column("date", "end_date"), "purpose": Column("string", "purpose")},
)
BEGUN = Measure("kills.begun", "成立专班数", Tally(TASKFORCES))
# The trials' own measures alone: what the modules count would take most of the time.
MEASURES.clear()
for tried in (
    BEGUN,
    Measure("kills.standing", "现有专班数", Tally(TASKFORCES, kind=Kind.HELD)),
    Measure("kills.purposes", "任务种数", Tally(TASKFORCES, distinct="purpose")),
):
    declare(tried)


class Wrong(Exception):
    """Something is half written, doubled or lost."""


def _need(truth: bool, what: object) -> None:
    if not truth:
        raise Wrong(what)


def _chance(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - says where to kill, and must say it again


def an_import(seed: int) -> int:
    """A file is judged, taken in and perhaps undone: each good row becomes one record with one change, and none else."""
    chance, user = _chance(seed), officer()
    count = chance.randint(20, 60)
    bad = {number for number in range(count) if chance.random() < 0.2}
    lines = [f"{seed}号第{n}专班,{'无此地' if n in bad else '木厂镇'},驻村,,2023-01-05," for n in range(count)]
    upload = SimpleUploadedFile(f"{seed}.csv", "\n".join([HEAD, *lines]).encode())
    imported = actions.begin(ledger_named("taskforces"), upload, user)
    kills = work_under_kills(chance)
    imported.refresh_from_db()
    _need(imported.state == Import.State.JUDGED, f"judged: {imported.state} {_jobs()}")
    _need(imported.counts == _without_zeros(new=count - len(bad), bad=len(bad)), imported.counts)
    _need(not _taskforces(seed), "written before anybody accepted")
    actions.take(imported, user, only_good=True)
    kills += work_under_kills(chance)
    imported.refresh_from_db()
    _need(imported.state == Import.State.TAKEN, f"taken: {imported.state} {_jobs()}")
    _need(len(_taskforces(seed)) == count - len(bad), f"{len(_taskforces(seed))} records of {count - len(bad)}")
    _need_changes(seed, ["created"])
    rows = {row.record_id: row for row in imported.rows.filter(taken=True)}
    _need(rows.keys() == {one.pk for one in _taskforces(seed)}, "rows and records do not belong together")
    _need(not any(row.content for row in rows.values()), "a row that was taken in remembers what stood in it")
    if chance.random() < 0.5:
        actions.undo(imported, user, "试")
        kills += work_under_kills(chance)
        imported.refresh_from_db()
        _need(imported.state == Import.State.UNDONE, f"undone: {imported.state} {_jobs()}")
        _need(not _taskforces(seed), "not all were voided")
        _need_changes(seed, ["created", "voided"])
    return kills


def _taskforces(seed: int) -> list[Taskforce]:
    return list(Taskforce.objects.filter(name__startswith=f"{seed}号"))


def _need_changes(seed: int, kinds: list[str]) -> None:
    keys = Taskforce.with_voided.filter(name__startswith=f"{seed}号").values_list("pk", flat=True)
    model = ContentType.objects.get_for_model(Taskforce)
    told = Change.objects.filter(model=model, record_id__in=list(keys)).values_list("record_id", "kind")
    _need(Counter(told) == Counter((key, kind) for key in keys for kind in kinds), "changes do not match the records")


def an_export(seed: int) -> int:
    """A listing is written as a file: it is there whole under its digest once it is said to be ready, and never before."""
    chance, user = _chance(seed), officer()
    unit = Unit.objects.get(name="木厂镇")
    made = [Taskforce(name=f"{seed}号第{n}专班", unit=unit, purpose="驻村") for n in range(chance.randint(20, 400))]
    writing.create_all(made, by=user)
    listing = Listing(ledger_named("taskforces"), Asked(user, QueryDict(f"name__icontains={seed}号")), verb="export")
    export = export_requests.ask(listing=listing, kind=chance.choice(["xlsx", "csv"]), by=user)
    kills = work_under_kills(chance)
    export.refresh_from_db()
    _need(export.state == Export.State.READY, f"exported: {export.state} {_jobs()}")
    content = place_of_content(export.digest).read_bytes()
    _need(sha256(content).hexdigest() == export.digest, "the file is not what it is said to be")
    _need(export.row_count == len(made), f"{export.row_count} rows of {len(made)}")
    _need(Job.objects.filter(name=export_requests.JOB, arguments__export=export.pk).count() == 1, "done twice")
    return kills


@declaring.job("kills.steps")
def steps(progress: Callable[..., None], *, seed: int, count: int) -> int:
    """Writes one record per step, each step known by its name; so a step that was done is not done again."""
    unit = Unit.objects.get(name="木厂镇")
    for step in range(count):
        name = f"{seed}号第{step}步"
        with transaction.atomic():
            if not Taskforce.objects.filter(name=name).exists():
                writing.save(Taskforce(name=name, unit=unit, purpose="试"), by=None)
        progress(step + 1, count)
    return count


def a_job(seed: int) -> int:
    """A job of many steps, asked for twice under one key: every step is done once."""
    chance = _chance(seed)
    count = chance.randint(10, 40)
    for _asked_twice in range(2):
        job = enqueue("kills.steps", key=f"kills-{seed}", seed=seed, count=count)
    kills = work_under_kills(chance)
    job.refresh_from_db()
    _need(job.state == Job.State.DONE, f"{job.state} {job.error}")
    _need((job.result, job.progress) == (count, count), f"{job.result} of {count}, progress {job.progress}")
    _need(len(_taskforces(seed)) == count, f"{len(_taskforces(seed))} steps of {count}")
    _need_changes(seed, ["created"])
    return kills


def _figures(measure: str) -> dict[tuple[object, ...], tuple[object, ...]]:
    keys = ("unit_id", "period_kind", "period_start", "part", "whole", "rows")
    return {row[:3]: row[3:] for row in Cell.objects.filter(measure=measure).values_list(*keys)}


def _counted_by_hand(unit: Unit) -> dict[tuple[object, ...], int]:
    """How many task forces began in each month in a unit and below it."""
    rows = Taskforce.objects.filter(unit__path__startswith=unit.path, start_date__year=YEAR)
    return dict(Counter(row.start_date.replace(day=1) for row in rows))


def _need_figures() -> None:
    for unit in Unit.objects.filter(pk__in=Taskforce.objects.values("unit")) | Unit.objects.filter(parent=None):
        found = Cell.objects.filter(measure=BEGUN.code, unit=unit, period_kind="M", period_start__year=YEAR)
        _need({cell.period_start: cell.part for cell in found} == _counted_by_hand(unit), f"figures of {unit}")


def _begin_some(chance: random.Random, seed: int) -> None:
    units = list(Unit.objects.filter(kind="township"))
    days = [date(YEAR, 1, 1) + timedelta(days=chance.randrange(180)) for _ in range(chance.randint(30, 200))]
    made = [
        Taskforce(name=f"{seed}号第{n}专班", unit=chance.choice(units), purpose="驻村", start_date=day)
        for n, day in enumerate(days)
    ]
    writing.create_all(made, by=officer())


def a_refresh(seed: int) -> int:
    """Figures are counted anew: afterwards they are what counting by hand gives, and before, what they were."""
    chance = _chance(seed)
    _begin_some(chance, seed)
    job = enqueue("indicators.refresh", key=f"refresh-{seed}")
    kills = work_under_kills(chance)
    job.refresh_from_db()
    _need(job.state == Job.State.DONE, f"refreshed: {job.state} {_jobs()}")
    _need_figures()
    return kills


def a_closing(seed: int) -> int:
    """A month is closed: once, whole, with facts that are what the manifest says; a correction makes a closing of its own."""
    chance, city = _chance(seed), Unit.objects.get(parent=None)
    period = Period(PeriodKind.MONTH, date(YEAR, chance.randint(1, 6), 1))
    _begin_some(chance, seed)
    before = {closing.pk: closing.digest for closing in Closing.objects.all()}
    job = ask_to_close(unit=city, period=period, by=None, why=f"第{seed}次")
    kills = work_under_kills(chance)
    job.refresh_from_db()
    _need(job.state == Job.State.DONE, f"closed: {job.state} {_jobs()}")
    new = Closing.objects.exclude(pk__in=before)
    _need(new.count() == 1, f"{new.count()} closings")
    for closing in Closing.objects.all():
        _need(before.get(closing.pk, closing.digest) == closing.digest, "an earlier closing was changed")
        try:
            verify(closing)
        except Damaged as error:
            raise Wrong(f"{closing}: {error} is damaged") from error
    closed = {cell.unit_id: cell.part for cell in new.get().cells.filter(measure=BEGUN.code)}
    running = {key[0]: values[0] for key, values in _figures(BEGUN.code).items() if key[1:] == ("M", period.named_from)}
    _need(closed == running, "closed figures are not those that are counted")
    _need_figures()
    return kills


@declaring.job("kills.moves")
def moves(progress: Callable[..., None], *, keys: list[int]) -> int:
    """Takes each value's moves up to its approval; a move that was taken is not taken again."""
    people = {name: User.objects.get(username=name) for name in ("officer", "leader")}
    for number, key in enumerate(keys, start=1):
        row = Parameter.objects.get(pk=key)
        for state, name, who in (("draft", "propose", "officer"), ("proposed", "approve", "leader")):
            if row.state == state:
                take(parameters.CODE, name, row, by=people[who])
        progress(number, len(keys))
    return len(keys)


def a_move(seed: int) -> int:
    """Values are proposed and approved: state, signatures, changes and duties say the same of each, and nothing is there twice."""
    chance, user = _chance(seed), officer()
    day = calendar.today()
    made = [
        Parameter(code="plan.sign.days", value=seed + n, valid_from=day, source=f"{seed}号文", state="draft")
        for n in range(chance.randint(3, 8))
    ]
    writing.save_all(made, by=user)
    keys = [row.pk for row in made]
    enqueue("kills.moves", key=f"kills-moves-{seed}", keys=keys)
    kills = work_under_kills(chance, look=lambda: _need_whole_moves(keys))
    _need_whole_moves(keys)
    states = set(Parameter.objects.filter(pk__in=keys).values_list("state", flat=True))
    _need(states == {"approved"}, f"moved: {states} {_jobs()}")
    return kills


def _need_whole_moves(keys: list[int]) -> None:
    """At any moment, also just after a death: what is said in one place of a record is said in all."""
    said = {"draft": ["draft"], "proposed": ["draft", "proposed"], "approved": ["draft", "proposed", "approved"]}
    model = ContentType.objects.get_for_model(Parameter)
    for row in Parameter.objects.filter(pk__in=keys):
        way = said[row.state][1:]
        signed = list(Signature.objects.of(row).values_list("to_state", flat=True))
        _need(signed == way, f"value {row.pk} is {row.state} and signed {signed}")
        told = Change.objects.filter(model=model, record_id=row.pk, kind=Change.Kind.MOVED).count()
        _need(told == len(way), f"value {row.pk} is {row.state} and its history tells of {told} moves")
        owed = Duty.objects.open().about(row).count()
        _need(owed == (row.state == "proposed"), f"value {row.pk} is {row.state} and {owed} duties are open")
        begun = Case.objects.filter(model=model, record_id=row.pk).count()
        _need(begun == bool(way), f"value {row.pk} is {row.state} and {begun} cases have begun")


def _jobs() -> list[str]:
    return [f"{job.name} {job.state} {job.error}" for job in Job.objects.exclude(state=Job.State.DONE)]


def _without_zeros(**counts: int) -> dict[str, int]:
    return {name: count for name, count in counts.items() if count}


TRIALS: list[tuple[str, Callable[[int], int]]] = [
    ("import", an_import),
    ("export", an_export),
    ("job", a_job),
    ("refresh", a_refresh),
    ("closing", a_closing),
    ("move", a_move),
]
