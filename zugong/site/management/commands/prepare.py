"""`zugong prepare`: make a deployment ready to serve."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from zugong.site.preparing import prepare


class Command(BaseCommand):
    """Makes folders, translations, tables, static files and, in the demonstration, the city."""

    help = "Make tables, translations and static files; in demo mode build the city on the first start."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--plan for a city that starts from a given plan, --without-plan for one at the beginning of its year."""
        parser.add_argument("--plan", type=Path)
        parser.add_argument("--without-plan", action="store_true")

    def handle(self, *_args: Any, plan: Path | None, without_plan: bool, **_options: Any) -> None:
        """Prepare, telling each step as it begins."""

        def tell(line: str) -> None:
            self.stdout.write(line)
            self.stdout.flush()

        prepare(plan, tell, with_plan=not without_plan)
