"""The filing of a village's Party secretary with the county."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from zugong.kernel.access.roles import Verb
from zugong.kernel.procedures.declaring import WHY, Limit, Move, Procedure, State
from zugong.modules.villages.actions import filing
from zugong.modules.villages.models import SecretaryFiling

S = SecretaryFiling.State

SECRETARY_FILING = Procedure(
    code=filing.FILING,
    label=_("村党组织书记县级备案"),
    version=1,
    model=SecretaryFiling,
    about="unit",
    states=[
        State(
            S.OWED, S.OWED.label, limit=Limit("villages.filing.days", title=gettext_noop("村党组织书记任免报县级备案"))
        ),
        State(S.FILED, S.FILED.label, limit=Limit("villages.filing.confirm_days")),
        State(S.CONFIRMED, S.CONFIRMED.label),
        State(S.LAPSED, S.LAPSED.label),
    ],
    moves=[
        Move(
            "file",
            _("报县级备案"),
            (S.OWED,),
            S.FILED,
            Verb.REPORT,
            "township",
            needs=("document_number", "document_date"),
            check=filing.before_filing,
        ),
        Move(
            "return",
            _("退回补充"),
            (S.FILED,),
            S.OWED,
            Verb.CONFIRM,
            "county",
            needs=(WHY,),
            danger=True,
            check=filing.before_returning,
        ),
        Move(
            "confirm",
            _("确认备案"),
            (S.FILED,),
            S.CONFIRMED,
            Verb.CONFIRM,
            "county",
            other_than=("file",),
            check=filing.before_confirming,
        ),
        Move("lapse", _("登记更正，无须备案"), (S.OWED,), S.LAPSED, None, danger=True),
    ],
)
