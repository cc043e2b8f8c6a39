"""Verbs on findings."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from zugong.kernel import calendar
from zugong.kernel.access.deciding import may
from zugong.kernel.access.models import User
from zugong.kernel.access.roles import Verb
from zugong.kernel.history import writing
from zugong.modules.villages.models import Finding


class CannotConfirm(Exception):
    """The finding cannot be confirmed as right; the message says why, for people."""


def may_confirm(user: User, finding: Finding) -> bool:
    """Who may write the village's records may also vouch for them."""
    return may(user, Verb.EDIT, at=finding.unit)


@transaction.atomic
def confirm(*, finding: Finding, by: User, why: str) -> Finding:
    """Say that what was found is right after all; it no longer counts, until it says something else. Raises CannotConfirm."""
    if not may_confirm(by, finding):
        raise CannotConfirm(_("您没有核实这个疑点的权限"))
    if len(why.strip()) < 2:
        raise CannotConfirm(_("请写明核实情况和依据"))
    if finding.state == Finding.State.CONFIRMED:
        raise CannotConfirm(_("这个疑点已经核实过"))
    finding.state, finding.confirmed_why = Finding.State.CONFIRMED, why.strip()
    finding.confirmed_by, finding.confirmed_at = by, calendar.now()
    return writing.save(finding, by=by, why=why.strip())


@transaction.atomic
def reopen(*, finding: Finding, by: Any, why: str) -> Finding:
    """Take a confirmation back. Raises CannotConfirm."""
    if not may_confirm(by, finding):
        raise CannotConfirm(_("您没有核实这个疑点的权限"))
    if finding.state != Finding.State.CONFIRMED:
        raise CannotConfirm(_("这个疑点尚未核实"))
    finding.state, finding.confirmed_why = Finding.State.OPEN, ""
    finding.confirmed_by = finding.confirmed_at = None
    return writing.save(finding, by=by, why=why)
