"""Procedures as data: states, and the moves between them."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Literal

from django.db import models
from django.utils.functional import Promise

from zugong.kernel.access.roles import Verb

WHY = "why"
"""Among the needs of a move: a reason in words."""

Words = str | Promise


class BrokenProcedure(ValueError):
    """A declaration contradicts itself or its model; the message says where and what is allowed."""


class UnknownProcedure(LookupError):
    """No procedure, or no move of it, has the name."""


@dataclass(frozen=True, slots=True)
class Limit:
    """How long a record may stay in a state: as many days as the parameter `days` says at the place of who has to act.

    Entering the state starts the clock and opens the duty of every unit that can take one of the harmless moves on; leaving it stops
    and closes them. `title` is the duty's message, which names no person; unsaid, it is made of the procedure and the move. It may hold
    `%(case)s`, for which `case(record)` says which case it is, where a unit may owe many that are alike.
    `paused_by` is the verb that lets somebody there or above pause the clock, None if it never pauses.
    """

    days: str
    working: bool = True
    title: str = ""
    paused_by: Verb | None = Verb.SUPERVISE
    case: Callable[[Any], str] | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Publicity:
    """Publicity (公示): the state lasts as many days as the parameter says, and objections are taken meanwhile.

    No harmless move leads out before its last day has passed, while an objection is open, or after one was upheld.
    """

    days: str = "procedures.publicity_days"
    working: bool = True


@dataclass(frozen=True, slots=True)
class Replies:
    """Departments asked in parallel when the state is entered: `units(record)` names them, `question(record)` says what is asked.

    Each owes its own answer within as many days as the parameter says. A harmless move leads out when all have answered, or when the
    signer gives a reason; no answer is overdue and never consent. `items` are (code, label) of what an objection has to name one of.
    What is answered to a `closed` question is read by the department and by the unit that asks, and by nobody above them.
    """

    units: Callable[[Any], Iterable[Any]] = field(compare=False)
    question: Callable[[Any], str] = field(compare=False)
    days: str = "procedures.reply_days"
    working: bool = True
    items: Sequence[tuple[str, Words]] = ()
    closed: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """Where a record can stand, and what is due meanwhile."""

    name: str
    label: Words
    limit: Limit | None = None
    publicity: Publicity | None = None
    replies: Replies | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """How a record gets from one of `sources` to `target`; without sources the move begins the case.

    The mover needs `verb` at the unit found under `place` (an attribute path from the record; "" is the record itself): with `acting`
    "own" in that unit's own name, with "above" from there or from above. A move without a verb is the platform's own. `needs` names
    fields that must be filled in, and `why`; `asks` names fields that are offered with them and may stay empty. `other_than` names
    earlier moves, or fields that hold a user: the mover must be another person than each of these. `countersigns` names an earlier move
    whose signature this one joins: by another person, under the same content hash. `check` and `after` are called as
    f(record, by=, changes=) in the move's transaction, before and after the state is written; `changes` holds the changed fields and
    the reason as "why". A check refuses by raising CannotMove. The reason of a `closed` move is read where the move is taken only, and
    the history does not tell it.
    """

    name: str
    label: Words
    sources: tuple[str, ...]
    target: str
    verb: Verb | None
    place: str = "unit"
    acting: Literal["own", "above"] = "own"
    needs: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    other_than: tuple[str, ...] = ()
    countersigns: str = ""
    danger: bool = False
    closed: bool = False
    check: Callable[..., None] | None = field(default=None, compare=False)
    after: Callable[..., None] | None = field(default=None, compare=False)

    @property
    def required(self) -> tuple[str, ...]:
        """The needs that are fields of the record."""
        return tuple(name for name in self.needs if name != WHY)

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of the record that are filled in with the move."""
        return (*self.required, *self.asks)

    @property
    def others(self) -> tuple[str, ...]:
        """The earlier moves and the fields whose person the mover must not be."""
        return (*self.other_than, self.countersigns) if self.countersigns else self.other_than

    @property
    def needs_why(self) -> bool:
        """True if a reason must be given."""
        return WHY in self.needs


_procedures: dict[str, "Procedure"] = {}


@dataclass(frozen=True, eq=False)
class Procedure:
    """A declared, versioned machine of states for one record type; the first state is where a record begins.

    `settled` names states in which nothing is waiting although a move leaves them, as a closed task can be reopened. `about` is the
    attribute path to what a record is about, shown beside it in lists. `content` is a template that shows a `record`'s content on its
    case page, where fields and values do not; on paper stands what the record's own `shown_content()` answers. `renamed` says, for
    states of an earlier version that are no more, where their cases stand in this one. Making a procedure checks it and makes it
    known, unless it is a `former` version.
    """

    code: str
    label: Words
    version: int
    model: type[models.Model]
    states: Sequence[State]
    moves: Sequence[Move]
    state_field: str = "state"
    settled: tuple[str, ...] = ()
    about: str = ""
    content: str = ""
    renamed: Mapping[str, str] = field(default_factory=dict)
    former: bool = False

    def __post_init__(self) -> None:
        self._check_names()
        self._check_states()
        self._check_reach()
        if self.former:
            return
        if self.code in _procedures:
            raise BrokenProcedure(f"two procedures are declared as {self.code!r}")
        _procedures[self.code] = self

    def state(self, name: str) -> State:
        """The state of a name."""
        return self._one_of(self.states, name, "state")

    def stands_in(self, record: models.Model) -> State:
        """The state a record is in, also if it is none of this version's."""
        name = self.state_of(record)
        return next((state for state in self.states if state.name == name), State(name, name))

    def move(self, name: str) -> Move:
        """The move of a name; raises UnknownProcedure, naming what is allowed."""
        return self._one_of(self.moves, name, "move")

    def state_of(self, record: models.Model) -> str:
        """The name of the state a record is in."""
        return str(getattr(record, self.state_field))

    def moves_from(self, state: str) -> list[Move]:
        """The moves that leave a state, in the order of declaration."""
        return [move for move in self.moves if state in move.sources]

    @property
    def endings(self) -> frozenset[str]:
        """The states in which nothing is waiting: those that no move leaves, and the settled ones."""
        left = {source for move in self.moves for source in move.sources}
        return frozenset(state.name for state in self.states if state.name not in left or state.name in self.settled)

    def way_from(self, name: str) -> list[State]:
        """The states still ahead if all goes well: by the shortest row of harmless moves to an end."""
        queue, came_from = deque([name]), {name: ""}
        while queue:
            here = queue.popleft()
            if here in self.endings:
                return self._trace(here, came_from)
            for move in self.moves_from(here):
                if not move.danger and move.target not in came_from:
                    came_from[move.target] = here
                    queue.append(move.target)
        return []

    def _trace(self, end: str, came_from: dict[str, str]) -> list[State]:
        way = []
        while came_from[end]:
            way.append(self.state(end))
            end = came_from[end]
        return way[::-1]

    def _one_of(self, items: Iterable[Any], name: str, kind: str) -> Any:
        for item in items:
            if item.name == name:
                return item
        allowed = ", ".join(item.name for item in items)
        raise UnknownProcedure(f"procedure {self.code!r} has no {kind} {name!r}; it has {allowed}")

    def _refuse(self, problem: str) -> None:
        raise BrokenProcedure(f"procedure {self.code!r}: {problem}")

    def _check_names(self) -> None:
        if not self.states:
            self._refuse("it has no states")
        for kind, items in (("state", self.states), ("move", self.moves)):
            names: list[str] = [item.name for item in items]
            for name in names:
                if names.count(name) > 1:
                    self._refuse(f"two {kind}s are named {name!r}")
        known = {state.name for state in self.states}
        for move in self.moves:
            for name in (*move.sources, move.target):
                if name not in known:
                    self._refuse(
                        f"move {move.name!r} names the state {name!r}; the states are {', '.join(sorted(known))}"
                    )
            if move.acting not in {"own", "above"}:
                self._refuse(f"move {move.name!r} is acting {move.acting!r}; that is either own or above")
            if move.countersigns and move.countersigns not in {other.name for other in self.moves if other is not move}:
                self._refuse(f"move {move.name!r} countersigns {move.countersigns!r}, which is no other move")

    def _check_states(self) -> None:
        known = {state.name for state in self.states}
        named: list[tuple[str, Iterable[str]]] = [("settled", self.settled), ("renamed", self.renamed.values())]
        for what, names in named:
            for name in names:
                if name not in known:
                    self._refuse(f"{what} names the state {name!r}; the states are {', '.join(sorted(known))}")
        for state in self.states:
            if state.publicity and state.limit:
                self._refuse(f"the state {state.name!r} has both publicity and a limit; publicity has its own days")

    def _check_reach(self) -> None:
        reached = {self.states[0].name} | {move.target for move in self.moves if not move.sources}
        while more := {m.target for m in self.moves if reached & set(m.sources)} - reached:
            reached |= more
        for state in self.states:
            if state.name not in reached:
                self._refuse(f"no row of moves leads to the state {state.name!r}")


def all_procedures() -> list[Procedure]:
    """The procedures, by code."""
    return [_procedures[code] for code in sorted(_procedures)]


def procedures_of(model: type[models.Model]) -> list[Procedure]:
    """The procedures that records of a model go through."""
    return [procedure for procedure in all_procedures() if procedure.model is model]


def procedure_named(code: str) -> Procedure:
    """The procedure of a code; raises UnknownProcedure, naming what comes near."""
    try:
        return _procedures[code]
    except KeyError:
        near = get_close_matches(code, _procedures, n=3)
        hint = "near: " + ", ".join(near) if near else "none comes near"
        raise UnknownProcedure(f"no procedure is declared as {code!r}; {hint}") from None
