"""One summary a day for each user, instead of a message for each duty."""

from collections.abc import Callable
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from zugong.kernel import calendar
from zugong.kernel.access.models import Deputy, Grant, User
from zugong.kernel.procedures.models import Digest, Duty
from zugong.kernel.procedures.worklist import Worklist, answer, worklist

MOST_NAMED = 5


def digest_of(user: User, day: date) -> Digest | None:
    """Write the user's summary of the day and return it; None, and nothing written, if nothing is owed."""
    with override(user.language):
        work = worklist(user)
        if not work.total and not work.climbed:
            Digest.objects.filter(user=user, day=day, read_at__isnull=True).delete()
            return None
        values = {"text": digest_text(work), "counts": work.counts}
    digest, _created = Digest.objects.update_or_create(user=user, day=day, defaults=values)
    return digest


def digest_text(work: Worklist) -> str:
    """The answer, then the most urgent matters by name."""
    urgent = [duty for group in work.groups for duty in group.duties][:MOST_NAMED]
    lines = [answer(work), *(_line(duty) for duty in urgent)]
    if work.total > len(urgent):
        lines.append(_("另有 %d 件，见工作台") % (work.total - len(urgent)))
    if work.climbed:
        lines.append(_("所辖单位有 %d 件逾期已上报") % len(work.climbed))
    return "\n".join(lines)


def write_digests(day: date, tell: Callable[..., None] = lambda *_: None) -> int:
    """Write the summaries of all users to whom something may be owed today; returns how many were written."""
    holders = Grant.objects.in_force(day).values("user")
    deputies = Deputy.objects.on(day).values("deputy")
    in_person = Duty.objects.open().filter(user__isnull=False).values("user")
    users = User.objects.filter(Q(pk__in=holders) | Q(pk__in=deputies) | Q(pk__in=in_person), is_active=True)
    total, written = users.count(), 0
    for number, user in enumerate(users.select_related("unit").iterator(), start=1):
        written += digest_of(user, day) is not None
        tell(number, total)
    return written


def digest_shown(user: User, day: date) -> Digest | None:
    """Today's summary if the user has not put it away."""
    return Digest.objects.filter(user=user, day=day, read_at__isnull=True).first()


def put_away(user: User, day: date) -> None:
    """The user has read the day's summary."""
    Digest.objects.filter(user=user, day=day, read_at__isnull=True).update(read_at=calendar.now())


def _line(duty: Duty) -> str:
    if duty.due is None:
        return f"· {duty.title}"
    said = {"title": duty.title, "due": duty.due}
    if duty.clock is not None and duty.clock.warned and not duty.is_overdue:
        return _("· %(title)s（%(due)s 前，时限已用去 %(share)d%%）") % (said | {"share": duty.clock.warned})
    return _("· %(title)s（%(due)s 前）") % said
