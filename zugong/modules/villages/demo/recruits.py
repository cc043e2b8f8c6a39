"""Applicants who do not exist: young people with schools, marks and the usual flaws of a registration workbook."""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from zugong.kernel.registry.codes import identity_check_digit
from zugong.kernel.registry.models import Sex
from zugong.modules.villages.demo.people import OF_MEN, OF_WOMEN, SURNAMES
from zugong.modules.villages.demo.teams import SCHOOLS
from zugong.modules.villages.models import Applicant, Level, RecruitmentExam, RecruitmentPost
from zugong.modules.villages.models.recruiting import HUNDRED, MOST_SCORE

DIVISION = "341598"
"""A division that does not exist, and not that of the register's people either."""


@dataclass(slots=True)
class Recruits:
    """Makes applicants up, the same ones every time."""

    chance: random.Random
    exam: RecruitmentExam
    born: Counter[date] = field(default_factory=Counter)
    made: int = 0

    def of_post(self, post: RecruitmentPost) -> list[Applicant]:
        """Those who apply for a post: mostly somewhat more than its opening ratio asks for, now and then far too few."""
        few = self.chance.random()
        least = post.number * self.exam.opening_ratio
        number = self.chance.randint(0, 1) if few < 0.02 else least - 1 if few < 0.06 else least
        more = 0 if few < 0.06 else self.chance.randint(1, 2 + post.number * 2)
        return [self._one(post) for _place in range(number + more)]

    def _one(self, post: RecruitmentPost) -> Applicant:
        chance = self.chance
        woman = chance.random() < (0.97 if post.women_only else 0.45)
        years = chance.choices(range(21, 39), [4, 7, 10, 10, 10, 9, 8, 7, 6, 5, 5, 4, 4, 3, 3, 1, 0.6, 0.4])[0]
        level = chance.choices([Level.SENIOR, Level.COLLEGE, Level.BACHELOR, Level.GRADUATE], [1, 44, 52, 3])[0]
        return Applicant(
            exam=self.exam,
            post=post,
            name=chance.choice(SURNAMES)
            + "".join(chance.sample(OF_WOMEN if woman else OF_MEN, chance.choice((1, 2, 2, 2)))),
            sex=Sex.FEMALE if woman else Sex.MALE,
            birth_date=date(2023 - years, 3, 24) - timedelta(days=chance.randrange(365)),
            level=level,
            full_time=chance.choices([True, False, None], [91, 4, 5])[0],
            school=chance.choice(SCHOOLS) if level >= Level.COLLEGE else "",
            kin="叔父为本村村民小组长" if chance.random() < 0.015 else "",
            applied_on=date(2023, 3, 13) + timedelta(days=chance.randrange(12)),
        )

    def give_numbers(self, one: Applicant) -> None:
        """An identity number that fits, and a phone in a range that no operator has given out."""
        born = one.birth_date or date(1998, 1, 1)
        self.born[born] += 1
        self.made += 1
        first = f"{DIVISION}{born:%Y%m%d}{2 * self.born[born] + (0 if one.sex == Sex.FEMALE else 1):03d}"
        one.identity_number = first + identity_check_digit(first)
        one.phone = f"19901{100000 + self.made:06d}"

    def sit_written(self, one: Applicant) -> None:
        """A mark in the written examination, or absence."""
        one.written_absent = self.chance.random() < 0.07
        one.written_score = None if one.written_absent else self._mark(66, 9, step=50)

    def sit_interview(self, one: Applicant) -> None:
        """A mark in the interview, or absence."""
        one.interview_absent = self.chance.random() < 0.04
        one.interview_score = None if one.interview_absent else self._mark(77, 6, step=2)

    def is_fit(self) -> bool:
        """What physical examination and vetting say."""
        return self.chance.random() < 0.96

    def _mark(self, mean: int, spread: int, *, step: int) -> int:
        raw = round(self.chance.gauss(mean, spread) * HUNDRED / step) * step
        return max(0, min(MOST_SCORE, raw))
