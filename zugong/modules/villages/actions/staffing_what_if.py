"""What a proposed appointment would change: in the village's “three ones”, and in the rates of the units above it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from zugong.kernel import calendar
from zugong.kernel.registry.models import Person, Unit
from zugong.modules.villages.actions.staffing_register import Team, definition_at, teams_of
from zugong.modules.villages.actions.staffing_standing import Count, counts_of
from zugong.modules.villages.models import Education
from zugong.modules.villages.rules.register import Span
from zugong.modules.villages.rules.staffing import Degree, Member, One, Verdict, judge, who_meets


@dataclass(frozen=True, slots=True)
class Facts:
    """What the ones ask of somebody who is proposed; a birth month is taken by its first day, so that nobody is made younger."""

    sex: str = ""
    birth_date: date | None = None
    degrees: Sequence[Degree] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One of the ones before and after: how many meet it, and whether the proposed person does."""

    one: One
    before: int
    after: int
    proposed: bool


@dataclass(frozen=True, slots=True)
class Rate:
    """The rate of a unit above the village, before and after."""

    unit: Unit
    before: Count
    after: Count


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A village as it stands on a day, and as it would stand."""

    unit: Unit
    day: date
    before: Verdict
    after: Verdict
    lines: Sequence[Line]
    rates: Sequence[Rate]

    @property
    def turns(self) -> str:
        """What happens to the village by the loose reading: gained, lost, kept or still_missing."""
        if self.before.loose == self.after.loose:
            return "kept" if self.after.loose else "still_missing"
        return "gained" if self.after.loose else "lost"


def facts_of(person: Person) -> Facts:
    """What the register knows of somebody."""
    degrees = Education.objects.filter(person=person).order_by("pk").values_list("level", "full_time", "end_date")
    return Facts(person.sex, person.birth_date, [Degree(*degree) for degree in degrees])


def what_if(
    unit: Unit,
    *,
    office: str,
    person: Person | None = None,
    facts: Facts | None = None,
    leaving: Person | None = None,
    on: date | None = None,
) -> WhatIf:
    """How the village would stand on a day (today) if the person took the office, and `leaving` left all offices. Stores nothing.

    Of a person who is not registered, `facts` say what is known.
    """
    day = on or calendar.today()
    team = teams_of([unit.pk]).get(unit.pk, Team())
    definition = definition_at(unit, day)
    proposed = _proposed(team, person, facts or (facts_of(person) if person is not None else Facts()), office, day)
    after = _after(team, person, leaving, proposed)
    met_now, met_then = who_meets(team.members, definition, day), who_meets(after, definition, day)
    alone = who_meets([proposed], definition, day)
    before_verdict, after_verdict = judge(team.members, definition, day), judge(after, definition, day)
    return WhatIf(
        unit=unit,
        day=day,
        before=before_verdict,
        after=after_verdict,
        lines=[Line(one, len(met_now[one.code]), len(met_then[one.code]), bool(alone[one.code])) for one in definition],
        rates=_rates(unit, day, before_verdict, after_verdict),
    )


def _proposed(team: Team, person: Person | None, facts: Facts, office: str, day: date) -> Member:
    """The proposed person with the new office, besides those held already."""
    held = next((m for m, key in zip(team.members, team.people, strict=True) if person and key == person.pk), None)
    if held is not None:
        return replace(held, spans=[*held.spans, Span(office, day)])
    return Member([Span(office, day)], facts.birth_date, facts.sex, facts.degrees)


def _after(team: Team, person: Person | None, leaving: Person | None, proposed: Member) -> list[Member]:
    away = {one.pk for one in (person, leaving) if one is not None}
    return [*(m for m, key in zip(team.members, team.people, strict=True) if key not in away), proposed]


def _rates(unit: Unit, day: date, before: Verdict, after: Verdict) -> list[Rate]:
    """The rates of the township, the county and the city, nearest first."""
    above = {one.pk: one for one in Unit.objects.filter(pk__in=unit.ancestor_ids)}
    line = [above[key] for key in reversed(unit.ancestor_ids) if key in above]
    counts: Mapping[int, Count] = counts_of(line, day=day)
    loose, strict = after.loose - before.loose, after.strict - before.strict
    rates = []
    for one in line:
        now = counts[one.pk]
        rates.append(Rate(one, now, replace(now, loose=now.loose + loose, strict=now.strict + strict)))
    return rates
