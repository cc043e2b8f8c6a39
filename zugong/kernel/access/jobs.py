"""What is checked every day."""

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zugong.kernel.access.log import verify_chain
from zugong.kernel.jobs.declaring import daily


class ChainBroken(Exception):
    """The access log is not what was written; the message names the first entry that does not fit."""


@daily("access.verify_log", _("校验访问日志链"))
def verify_log(progress: Any) -> dict[str, Any]:
    """Check the chain of the access log; a broken one fails the job, which then stands among the failed until somebody looks."""
    verdict = verify_chain()
    if not verdict.whole:
        raise ChainBroken(_now("日志链在第 %(number)s 条断开") % {"number": verdict.broken_at})
    return {"checked": verdict.checked, "last_hash": verdict.last_hash}
