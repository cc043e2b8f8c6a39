"""The procedures that other procedures set going: a department's reply, an objection during publicity."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from zugong.kernel.access.roles import Verb
from zugong.kernel.procedures.declaring import Limit, Move, Procedure, State
from zugong.kernel.procedures.models import Objection, Reply
from zugong.kernel.procedures.replying import asked_about, before_replying
from zugong.kernel.procedures.stages import OBJECTION, REPLY

ANSWER = gettext_noop("答复征求意见：%(case)s")

REPLY_PROCEDURE = Procedure(
    code=REPLY,
    label=_("部门答复"),
    version=1,
    model=Reply,
    about="asked_by",
    states=[
        State("asked", _("待答复"), limit=Limit("procedures.reply_days", title=ANSWER, case=asked_about)),
        State("replied", _("已答复")),
        State("dropped", _("不再需要")),
    ],
    moves=[
        Move(
            "reply",
            _("答复"),
            ("asked",),
            "replied",
            Verb.REPORT,
            needs=("answer",),
            asks=("item", "text"),
            check=before_replying,
        ),
        Move("drop", _("撤销征求"), ("asked",), "dropped", None, danger=True),
    ],
)

OBJECTION_PROCEDURE = Procedure(
    code=OBJECTION,
    label=_("公示异议"),
    version=1,
    model=Objection,
    states=[
        State("open", _("核查中"), limit=Limit("procedures.objection_days")),
        State("dismissed", _("不成立")),
        State("upheld", _("成立")),
        State("lapsed", _("随事项终止")),
    ],
    moves=[
        Move(
            "dismiss",
            _("查明不成立"),
            ("open",),
            "dismissed",
            Verb.CONFIRM,
            acting="above",
            needs=("finding",),
            other_than=("raised_by",),
        ),
        Move(
            "uphold",
            _("查实成立"),
            ("open",),
            "upheld",
            Verb.CONFIRM,
            acting="above",
            needs=("finding",),
            other_than=("raised_by",),
            danger=True,
        ),
        Move("lapse", _("随事项终止"), ("open",), "lapsed", None, danger=True),
    ],
)
