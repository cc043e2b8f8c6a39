"""`zugong verify_log`: whether the chain of the access log is whole."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from zugong.kernel.access.log import verify_chain


class Command(BaseCommand):
    """The last hash that it prints, kept on paper, proves later that nothing before it was written anew."""

    help = "Check the chain of the access log; a broken one is an error that names the first entry that does not fit."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Check, and print how many entries there are and the hash of the last."""
        verdict = verify_chain()
        if not verdict.whole:
            raise CommandError(f"the chain is broken at entry {verdict.broken_at}")
        self.stdout.write(f"{verdict.checked} {verdict.last_hash}\n")
