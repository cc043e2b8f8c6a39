"""What joint vetting follows: offices of secretaries ask for filings, results stand in the register."""

from collections.abc import Sequence
from typing import Any

from zugong.kernel.history.following import follow
from zugong.modules.villages.actions.filing import keep_filings
from zugong.modules.villages.actions.keeping import keep_up_with
from zugong.modules.villages.actions.vetting_results import show_results
from zugong.modules.villages.models import JointReview, VillageRole


def _of_reviews(reviews: Sequence[Any]) -> None:
    show_results(reviews)
    keep_up_with(review.person_id for review in reviews)


def follow_vetting() -> None:
    """Have filings opened and results shown with every writing."""
    follow(VillageRole, keep_filings)
    follow(JointReview, _of_reviews)
