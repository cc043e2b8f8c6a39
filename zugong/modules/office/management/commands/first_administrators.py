"""`zugong first_administrators`: the three accounts with which a new deployment begins."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from zugong.kernel.access.accounts import CannotMakeAccount, make_account
from zugong.kernel.access.activation import issue_code
from zugong.kernel.access.granting import grant
from zugong.kernel.access.models import Grant
from zugong.kernel.access.roles import ADMINISTRATORS, Role
from zugong.kernel.registry.actions import add_unit
from zugong.kernel.registry.models import Unit, UnitKind


class Command(BaseCommand):
    """Makes the city and three accounts that nobody else could make, and prints their codes once."""

    help = (
        "Make the root unit (if there is none) and the system, security and audit administrators of a new deployment."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The root unit: its code and name."""
        parser.add_argument("code", help="code of the city, such as 3415")
        parser.add_argument("name", help="name of the city")

    @transaction.atomic
    def handle(self, *_args: Any, code: str, name: str, **_options: Any) -> None:
        """Make them, unless there are administrators already."""
        if Grant.objects.filter(role__in=ADMINISTRATORS).exists():
            raise CommandError("there are administrators already; use activation_code to reset one of them")
        root = Unit.objects.filter(parent__isnull=True).first()
        root = root or add_unit(code=code, name=name, kind=UnitKind.CITY, parent=None, by=None)
        for username, role in (
            ("system-admin", Role.SYSTEM_ADMIN),
            ("security-admin", Role.SECURITY_ADMIN),
            ("audit-admin", Role.AUDIT_ADMIN),
        ):
            try:
                user = make_account(username=username, unit=root, by=None)
            except CannotMakeAccount as refusal:
                raise CommandError(str(refusal)) from refusal
            grant(user=user, role=role, unit=root, by=None, why="first administrators")
            self.stdout.write(f"{username}\t{issue_code(user=user, by=None)}\n")
