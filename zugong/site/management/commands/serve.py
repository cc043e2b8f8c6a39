"""`zugong serve`: run the platform."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from zugong.site.serving import CannotServe, serve


class Command(BaseCommand):
    """Runs the web server and a worker on one address."""

    help = "Run the platform: prepare it, then serve it with a worker beside, until Ctrl-C."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen, and the plan to start from."""
        parser.add_argument("--plan", type=Path, help="start a city from this plan")
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *_args: Any, plan: Path | None, host: str, port: int, **_options: Any) -> None:
        """Serve until stopped."""

        def tell(line: str) -> None:
            self.stdout.write(line)
            self.stdout.flush()

        try:
            serve(host=host, port=port, plan=plan.resolve() if plan else None, var=settings.VAR, tell=tell)
        except CannotServe as reason:
            raise CommandError(str(reason)) from reason
