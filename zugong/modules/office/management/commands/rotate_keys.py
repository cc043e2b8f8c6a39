"""`zugong rotate_keys`: wrap every data key under the newest master key."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from zugong.kernel.sealing.keys import MasterKeyMissing, rotate


class Command(BaseCommand):
    """Run it after putting a new key first in ZUGONG_MASTER_KEYS; then the old key can be taken out."""

    help = "Wrap every data key under the newest master key."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Rotate, and say how many keys were wrapped anew."""
        try:
            count = rotate()
        except MasterKeyMissing as error:
            raise CommandError(f"the master key {error} is not in ZUGONG_MASTER_KEYS; nothing was changed") from error
        self.stdout.write(f"{count}\n")
