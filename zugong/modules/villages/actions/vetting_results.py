"""Shows on the register what came of vetting."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import override

from zugong.kernel.history import writing
from zugong.kernel.history.following import together
from zugong.modules.villages.models import JointReview, Vetting, VillageCadre

State = JointReview.State
SHOWN = {State.FORMAL: Vetting.PASSED, State.FAILED: Vetting.FAILED, State.DEFERRED: Vetting.DEFERRED}
"""What each state comes to in the register; a case on its way leaves there what was registered before."""


def show_results(reviews: Sequence[JointReview]) -> None:
    """Write the results of vettings onto the cadres' records of the same village, with how many departments answered."""
    decided = {(one.person_id, one.unit_id): one for one in reviews if one.state in SHOWN and one.voided_at is None}
    if not decided:
        return
    people = {person for person, _unit in decided}
    with transaction.atomic(), together(), override("zh-hans"):
        for cadre in VillageCadre.objects.filter(person__in=people):
            review = decided.get((cadre.person_id, cadre.unit_id))
            if review is not None:
                cadre.vetting, cadre.vetting_replies = SHOWN[State(review.state)], review.replied
                writing.save(cadre, by=None, why=f"联审{cadre.get_vetting_display()}")
