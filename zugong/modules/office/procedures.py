"""The procedures of the office."""

from django.utils.translation import gettext_lazy as _

from zugong.kernel.access.roles import Verb
from zugong.kernel.parameters.models import Parameter
from zugong.kernel.procedures.declaring import Move, Procedure, State
from zugong.modules.office.actions import parameters

PARAMETER_VALUE = Procedure(
    code=parameters.CODE,
    label=_("规则参数"),
    version=1,
    model=Parameter,
    states=[State(value, label) for value, label in Parameter.State.choices],
    settled=("draft", "refused"),
    moves=[
        Move(
            "propose",
            _("提请审批"),
            ("draft", "refused"),
            "proposed",
            Verb.MANAGE_PARAMETERS,
            acting="above",
            after=parameters.after_proposing,
        ),
        Move(
            "approve",
            _("批准"),
            ("proposed",),
            "approved",
            Verb.APPROVE,
            acting="above",
            other_than=("propose",),
            check=parameters.note_approver,
            after=parameters.after_approving,
        ),
        Move(
            "refuse",
            _("不批准"),
            ("proposed",),
            "refused",
            Verb.APPROVE,
            acting="above",
            needs=("why",),
            danger=True,
            after=parameters.after_refusing,
        ),
        Move(
            "withdraw",
            _("撤回"),
            ("proposed",),
            "draft",
            Verb.MANAGE_PARAMETERS,
            acting="above",
            danger=True,
            after=parameters.after_dropping,
        ),
    ],
)
