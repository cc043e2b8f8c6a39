"""`zugong move_cases CODE`: what would become of running cases under the present version of their procedure, and, if asked, do it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from zugong.kernel.access.models import User
from zugong.kernel.procedures.crossing import DryRun, cross, dry_run
from zugong.kernel.procedures.declaring import UnknownProcedure, procedure_named
from zugong.kernel.procedures.moving import CannotMove


class Command(BaseCommand):
    """Shows a dry run; with --by and --why carries out exactly what it has shown."""

    help = "Show what would become of running cases of earlier versions of a procedure; with --by and --why, move them."

    def add_arguments(self, parser: CommandParser) -> None:
        """The procedure, where homeless states go, and who decides why."""
        parser.add_argument("code")
        parser.add_argument("--state", action="append", default=[], metavar="OLD=NEW")
        parser.add_argument("--by", default="", help="username of the leader who has decided it")
        parser.add_argument("--why", default="")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print one line per case, and move those that can cross if somebody has decided it."""
        try:
            procedure = procedure_named(options["code"])
        except UnknownProcedure as error:
            raise CommandError(str(error)) from None
        choices = dict(one.split("=", 1) for one in options["state"] if "=" in one)
        shown = dry_run(procedure, choices)
        self._print(shown)
        if not options["by"]:
            return
        user = User.objects.filter(username=options["by"], is_active=True).first()
        if user is None:
            raise CommandError(f"nobody signs in as {options['by']!r}")
        try:
            moved = cross(procedure, choices=choices, by=user, why=options["why"], token=shown.token)
        except CannotMove as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{len(moved)} moved")

    def _print(self, shown: DryRun) -> None:
        for one in shown.crossings:
            after = one.after.name if one.after else "-"
            line = f"{one.record.pk}\t{one.former.version}\t{one.before.name} -> {after}\t{one.due_before} -> {one.due_after}"
            self.stdout.write(f"{line}\t{one.problem}" if one.problem else line)
        self.stdout.write(f"{len(shown.able)} can cross, {len(shown.unable)} cannot")
