"""What is put away every day."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from zugong.kernel import calendar
from zugong.kernel.jobs.declaring import daily
from zugong.kernel.sending.models import SentForm

KEPT_DAYS = 60
"""A phone that has had no signal for longer than this is sent home with its form."""


@daily("sending.forget", _("清理已收表单的凭证"))
def forget_old_keys(progress: Any) -> dict[str, int]:
    """Put away the keys of forms that nobody will send again."""
    before = calendar.now() - timedelta(days=KEPT_DAYS)
    gone, _by_model = SentForm.objects.filter(taken_at__lt=before).delete()
    return {"put_away": gone}
