"""All grounds on which a quantity is no target, in the order in which they are tried."""

from collections.abc import Callable

from zugong.kernel.documents.reading.targets import conditions, passing_numbers, spans, sums_and_scores
from zugong.kernel.documents.reading.targets.setting import Setting
from zugong.kernel.documents.reading.targets.small_numbers import is_manner_of_speaking

Ground = Callable[[Setting], bool]

GROUNDS: tuple[Ground, ...] = (
    is_manner_of_speaking,
    passing_numbers.is_bare_number,
    passing_numbers.is_clock_or_scale,
    spans.is_age_or_seniority,
    spans.is_mere_duration,
    spans.is_date_of_a_report,
    sums_and_scores.is_score_or_weight,
    sums_and_scores.is_grant,
    passing_numbers.is_size_of_a_thing,
    passing_numbers.is_dimension_of_a_project,
    conditions.is_attribute,
    conditions.is_class_of_bodies,
    conditions.is_condition,
    conditions.is_class_of_harm,
    conditions.is_measure_of_parts,
    conditions.is_norm,
    conditions.is_shortfall,
    passing_numbers.is_in_view,
    passing_numbers.is_existing_number,
    passing_numbers.is_base_value,
    passing_numbers.is_slogan,
    passing_numbers.is_idle_rank,
    passing_numbers.is_stage,
)


def ground_against(s: Setting) -> str | None:
    """Return the name of the first ground on which the quantity is no target, or None when there is none."""
    return next((ground.__name__ for ground in GROUNDS if ground(s)), None)
