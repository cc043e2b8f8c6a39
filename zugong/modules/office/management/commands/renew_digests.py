"""`zugong renew_digests`: match sealed values under a new key."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from zugong.kernel.sealing.renewing import digest_anew, renew_digests


class Command(BaseCommand):
    """Run it when the key of the digests may have become known. Values are found all the while; killed, it goes on when run again.

    A long import that began before may still write digests under the former key: `--mend` finds and renews them.
    """

    help = "Digest every sealed value anew under a new key."

    def add_arguments(self, parser: CommandParser) -> None:
        """Without an argument a new key is made, or a renewal that was begun is ended."""
        parser.add_argument(
            "--mend", action="store_true", help="make no new key; only renew what is not under the present one"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Digest anew, and say how many values."""
        self.stdout.write(f"{digest_anew() if options['mend'] else renew_digests()}\n")
