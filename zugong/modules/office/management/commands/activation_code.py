"""`zugong activation_code`: reset an account on the server, also one that no administrator may reset from a page."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from zugong.kernel.access.activation import reset
from zugong.kernel.access.models import User


class Command(BaseCommand):
    """Ends the account's password and sessions and prints a new code once."""

    help = "Reset an account and print its one-time activation code."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The account."""
        parser.add_argument("username")

    def handle(self, *_args: Any, username: str, **_options: Any) -> None:
        """Reset it."""
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            raise CommandError(f"there is no active account {username}")
        self.stdout.write(f"{username}\t{reset(user=user, by=None)}\n")
