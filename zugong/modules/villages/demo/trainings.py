"""Trainings that the demonstration's village cadres took part in."""

import random
from collections.abc import Sequence
from datetime import date, timedelta

from zugong.kernel.registry.models import Person
from zugong.modules.villages.models import TrainingRecord

COURSES = (
    ("2023年村（社区）党组织书记培训班", TrainingRecord.Kind.CLASS, "市委组织部", date(2023, 4, 10), 40),
    ("党建引领信用村建设专题培训", TrainingRecord.Kind.CLASS, "县区委组织部", date(2023, 5, 16), 16),
    ("乡村振兴网络课堂", TrainingRecord.Kind.ONLINE, "市委党校", date(2023, 3, 1), 20),
    ("村务公开与监督现场教学", TrainingRecord.Kind.FIELD, "县区民政局", date(2022, 10, 20), 8),
)


def trainings_of(people: Sequence[Person], chance: random.Random) -> list[TrainingRecord]:
    """One training for about every third."""
    records = []
    for person in people:
        if chance.random() > 0.35:
            continue
        title, kind, organiser, start, hours = chance.choice(COURSES)
        records.append(
            TrainingRecord(
                person=person,
                title=title,
                kind=kind,
                organiser=organiser,
                start_date=start,
                end_date=start + timedelta(days=hours // 8),
                hours=hours,
            )
        )
    return records
