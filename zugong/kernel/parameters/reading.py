"""What a parameter is, at a place, on a day."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse

from zugong.kernel import calendar
from zugong.kernel.parameters.declaring import declared
from zugong.kernel.parameters.models import Parameter
from zugong.kernel.parameters.versions import note
from zugong.kernel.registry.models import Unit

_tried: ContextVar[tuple[Parameter, ...]] = ContextVar("tried_parameters", default=())
_remembered: ContextVar[dict[str, list[Parameter]] | None] = ContextVar("remembered_parameters", default=None)


def value_of(code: str, *, at: Unit | None, on: date | None = None) -> Any:
    """The value that holds at a unit (None: everywhere) on a day (None: today).

    The nearest enclosing place that has a value in force wins; without one, the declared default. Raises UnknownParameter.
    """
    row = _row(code, at=at, on=on)
    value = declared(code).default if row is None else row.value
    note(code, value, row)
    return value


def version_of(code: str, *, at: Unit | None, on: date | None = None) -> str:
    """Names what `value_of` answers from, to be stored with a result: the row and its version, or the declared default."""
    row = _row(code, at=at, on=on)
    return f"{code}={declared(code).default}" if row is None else f"{code}#{row.pk}v{row.version}"


@contextmanager
def remembering() -> Iterator[None]:
    """Inside, the rows of a code are read once. Wrap a request or a job in it, never a test of changing values."""
    token = _remembered.set({})
    try:
        yield
    finally:
        _remembered.reset(token)


@contextmanager
def trying(code: str, value: Any, *, at: Unit | None) -> Iterator[None]:
    """Inside, the parameter is `value` at a place and below it (where no nearer place has its own), whatever the day. Nothing is stored."""
    trial = Parameter(code=code, value=value, unit=at, valid_from=date.min, state=Parameter.State.APPROVED, version=0)
    token = _tried.set((*_tried.get(), trial))
    try:
        yield
    finally:
        _tried.reset(token)


@contextmanager
def read_ahead(codes: Iterable[str]) -> Iterator[None]:
    """Inside, these parameters are known: their rows are read at once, with one query however many there are."""
    known = _remembered.get()
    remembered: dict[str, list[Parameter]] = {} if known is None else known
    token = _remembered.set(remembered)
    try:
        wanted = {declared(code).code for code in codes} - remembered.keys()
        if wanted:
            rows: dict[str, list[Parameter]] = {code: [] for code in wanted}
            for row in Parameter.objects.in_force().filter(code__in=wanted):
                rows[row.code].append(row)
            remembered.update(rows)
        yield
    finally:
        _remembered.reset(token)


def forget() -> None:
    """Read anew after a value has changed."""
    remembered = _remembered.get()
    if remembered is not None:
        remembered.clear()


def remember_parameters(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: each parameter is read at most once per request."""

    def respond(request: HttpRequest) -> HttpResponse:
        with remembering():
            return get_response(request)

    return respond


def _rows(code: str) -> list[Parameter]:
    remembered = _remembered.get()
    if remembered is not None and code in remembered:
        return remembered[code]
    rows = list(Parameter.objects.in_force().filter(code=code))
    if remembered is not None:
        remembered[code] = rows
    return rows


def _row(code: str, *, at: Unit | None, on: date | None) -> Parameter | None:
    declared(code)
    tried = [row for row in _tried.get() if row.code == code]
    # What is tried takes the place of all that the same unit has decided.
    rows = [row for row in _rows(code) if row.unit_id not in {trial.unit_id for trial in tried}]
    return nearest([*rows, *tried], at=at, on=on or calendar.today())


def nearest(rows: Iterable[Parameter], *, at: Unit | None, on: date) -> Parameter | None:
    """Of approved values of one parameter, the one that holds at a unit on a day; None if none does."""
    line = [] if at is None else [*at.ancestor_ids, at.pk]
    near = {unit_id: depth for depth, unit_id in enumerate(line)}
    holding = [row for row in rows if row.holds_on(on) and (row.unit_id is None or row.unit_id in near)]
    return max(holding, key=lambda row: (near.get(row.unit_id or 0, -1), row.valid_from, row.pk or 0), default=None)
