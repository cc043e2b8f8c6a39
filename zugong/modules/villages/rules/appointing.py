"""By what an office may be taken, as pure functions of plain values (domain notes, cadres, 4.3 and 4.5)."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from zugong.modules.villages.rules.register import TEAMS, VETTED_OFFICES, Office


class Basis(StrEnum):
    """By what somebody comes into an office."""

    ELECTION = "election"
    BY_ELECTION = "by_election"
    PARTY_PROCEDURE = "party_procedure"
    PLACEMENT = "placement"
    TRANSFER = "transfer"


class Leaving(StrEnum):
    """Why somebody leaves an office."""

    TERM_ENDED = "term_ended"
    RESIGNED = "resigned"
    REMOVED = "removed"
    RECALLED = "recalled"
    TRANSFERRED = "transferred"
    RETIRED = "retired"
    DECEASED = "deceased"


ASSISTING = frozenset({Office.OTHER, Office.RESERVE})
"""What placement and transfer may give: posts at the committees' side."""
ELECTED = frozenset({Basis.ELECTION, Basis.BY_ELECTION})
BY_WHICH: Mapping[str, frozenset[Basis]] = {
    **{office: frozenset({*ELECTED, Basis.PARTY_PROCEDURE}) for office in TEAMS["party"]},
    **dict.fromkeys(TEAMS["committee"] | TEAMS["supervision"], ELECTED),
    **{office: frozenset(Basis) for office in ASSISTING},
}
"""What each office may be taken by: Party posts by election or Party procedure, those of the villagers' committee by election."""


def basis_fits(office: str, basis: str) -> bool:
    """True if an office may be taken by the basis."""
    return basis in BY_WHICH[office]


def needs_vetting(office: str, start: date | None, required_from: date) -> bool:
    """True for an office of the two committees or the supervision committee that begins on or after the day."""
    return office in VETTED_OFFICES and start is not None and start >= required_from
