"""The ten public test vectors of the clock, docs/clock-vectors.json: nine are complaints that users of other systems have made.

They run twice: through the pure functions, and through stored clocks with their pauses.
"""

import json
from datetime import date, datetime

import pytest
from django.conf import settings

from zugong.kernel import calendar
from zugong.kernel.calendar import SHANGHAI
from zugong.kernel.procedures.clocks import clocks_of, pause_clock, resume_clock, standing_of, start_clock, stop_clock
from zugong.kernel.procedures.duties import levels_climbed
from zugong.kernel.procedures.terms import Gap, Term, standing

VECTORS = json.loads((settings.ROOT / "docs" / "clock-vectors.json").read_text("utf-8"))
KNOWN = {"on", "used", "due", "overdue", "warning", "provisional", "level"}


@pytest.fixture(params=VECTORS, ids=[f"vector-{number}" for number, _ in enumerate(VECTORS, start=1)])
def vector(request):
    return request.param


def day_of(asked):
    """The Shanghai day of a moment that is asked about."""
    return datetime.fromisoformat(asked["on"]).replace(tzinfo=SHANGHAI).date()


def look(stands, asked, graces):
    said = {
        "used": stands.used,
        "overdue": stands.overdue,
        "warning": stands.warning,
        "provisional": stands.provisional,
    }
    said["due"] = stands.due.isoformat() if stands.due else None
    said["level"] = levels_climbed(stands.due, day_of(asked), graces) if stands.due else 0
    assert {name: said[name] for name in asked if name != "on"} == {n: v for n, v in asked.items() if n != "on"}


def test_there_are_ten_each_with_its_sentence_and_its_complaint():
    assert len({vector["complaint"] for vector in VECTORS}) == len(VECTORS) == 10
    assert sum(vector["complaint"] is not None for vector in VECTORS) == 9
    assert all(vector["sentence"].endswith(".") for vector in VECTORS)
    assert {name for vector in VECTORS for asked in vector["asked"] for name in asked} <= KNOWN


def test_the_pure_functions_agree(vector):
    start, stopped, gaps = date.min, None, []
    for text, what in vector["events"]:
        day = date.fromisoformat(text)
        if what == "start":
            start, stopped, gaps = day, None, []
        elif what == "stop":
            stopped = day
            gaps = [gap if gap.end else Gap(gap.start, day) for gap in gaps]
        elif what == "pause":
            gaps.append(Gap(day))
        else:
            gaps[-1] = Gap(gaps[-1].start, day)
    term = Term(vector["term"]["days"], working=vector["term"]["count"] == "working")
    for asked in vector["asked"]:
        look(standing(start, term, gaps, stopped or day_of(asked)), asked, vector.get("graces", []))


def test_the_stored_clocks_agree(vector, make, city):
    record, clock = make(), None
    for text, what in vector["events"]:
        day = date.fromisoformat(text)
        if what == "start":
            clock = start_clock(record, "test.vector", label="试", on=day, **vector["term"])
        elif what == "stop":
            stop_clock(clock, on=day)
        elif what == "pause":
            pause_clock(clock, why="等待", by=city.officer, on=day)
        else:
            resume_clock(clock, on=day)
    for asked in vector["asked"]:
        moment = datetime.fromisoformat(asked["on"])
        with calendar.on(moment.date(), at=moment.time()):
            look(standing_of(clocks_of(record)[-1], at=None), asked, vector.get("graces", []))
