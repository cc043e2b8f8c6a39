"""The procedures of the office."""

from django.utils.translation import gettext_lazy as _

from zugong.kernel.access.roles import Verb
from zugong.kernel.parameters.models import Parameter
from zugong.kernel.procedures.declaring import Move, Procedure, State
from zugong.modules.office.actions import parameters
from zugong.modules.office.actions.collecting import answering, sending
from zugong.modules.office.models import FormReturn, OneOffForm

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

ONE_OFF_FORM = Procedure(
    code="office.one_off_form",
    label=_("一次性报表"),
    version=1,
    model=OneOffForm,
    states=[State(value, label) for value, label in OneOffForm.State.choices],
    moves=[
        Move(
            "send",
            _("下发"),
            ("draft",),
            "sent",
            Verb.BREAK_DOWN,
            acting="above",
            check=sending.before_sending,
            after=sending.after_sending,
        ),
        Move("close", _("汇总办结"), ("sent",), "closed", Verb.BREAK_DOWN, acting="above", after=sending.after_closing),
        Move(
            "withdraw",
            _("撤回"),
            ("draft", "sent"),
            "withdrawn",
            Verb.BREAK_DOWN,
            acting="above",
            needs=("why",),
            danger=True,
            after=sending.after_withdrawing,
        ),
    ],
)

FORM_RETURN = Procedure(
    code=answering.RETURN,
    label=_("报表回执"),
    version=1,
    model=FormReturn,
    about="form",
    content="office/collecting/case_content.html",
    states=[State(value, label) for value, label in FormReturn.State.choices],
    settled=("confirmed", "refused"),
    moves=[
        Move(
            "fill",
            _("填报"),
            ("open", "returned"),
            "filled",
            Verb.REPORT,
            acting="above",
            check=answering.before_filling,
            after=answering.after_filling,
        ),
        Move(
            "confirm",
            _("确认"),
            ("filled",),
            "confirmed",
            Verb.CONFIRM,
            place="confirmer",
            acting="above",
            other_than=("fill",),
            after=answering.after_confirming,
        ),
        Move(
            "return",
            _("退回"),
            ("filled", "confirmed"),
            "returned",
            Verb.CONFIRM,
            place="confirmer",
            acting="above",
            needs=("why",),
            danger=True,
            check=answering.before_returning,
            after=answering.after_returning,
        ),
        Move(
            "refuse",
            _("拒填"),
            ("open", "returned"),
            "refused",
            Verb.REPORT,
            danger=True,
            check=answering.before_refusing,
            after=answering.after_refusing,
        ),
        Move(
            "ask_again",
            _("重新要求填报"),
            ("refused",),
            "open",
            Verb.BREAK_DOWN,
            place="form.unit",
            acting="above",
            check=answering.before_asking_again,
            after=answering.after_asking_again,
        ),
        Move(
            "drop",
            _("停收"),
            ("open", "filled", "returned"),
            "dropped",
            None,
            danger=True,
            after=answering.after_dropping,
        ),
    ],
)
