"""What the conduct of somebody means for others who decide about the person: how much is open, what blocks; never what it is about."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from zugong.kernel.registry.models import Person
from zugong.modules.villages.models import Clue
from zugong.modules.villages.rules.conduct import Matter, weigh


@dataclass(frozen=True, slots=True)
class Conduct:
    """How many clues about somebody are open, which warns and asks the signer for a reason, and what blocks; no details."""

    open_clues: int
    blocks: tuple[str, ...]


def conduct_of(person: Person, *, on: date) -> Conduct:
    """How somebody's conduct stands on a day: its last day included, an effect period blocks, and so does what is proven and unmended.

    It answers whoever asks, because it tells no clue: what it is about is seen by its handling chain alone.
    """
    rows = Clue.objects.filter(person=person).values_list(
        "received", "finding", "settled_on", "closed_on", "handled_on", "effect_until", "outcome", "outcome_on"
    )
    weight = weigh(
        (
            Matter(received, finding, settled, ended, handled or outcome_on, until, outcome)
            for received, finding, settled, ended, handled, until, outcome, outcome_on in rows
        ),
        on,
    )
    blocks = []
    if weight.settled:
        blocks.append(_("有已查实、尚未整改销号的问题"))
    if weight.in_effect and weight.until is not None:
        blocks.append(_("处理影响期到 %(day)s（含当日）") % {"day": weight.until})
    elif weight.in_effect:
        blocks.append(_("受到处分或追究，影响期未定"))
    return Conduct(open_clues=weight.open, blocks=tuple(blocks))
