"""`zugong work`: do background jobs."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from zugong.kernel.jobs.worker import run_worker


class Command(BaseCommand):
    """Does background jobs until stopped."""

    help = "Do background jobs until stopped; with --once, until none is due."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--once for schedulers that start a process per run."""
        parser.add_argument("--once", action="store_true")

    def handle(self, *_args: Any, once: bool, **_options: Any) -> None:
        """Run a worker in this process."""
        run_worker(once=once)
