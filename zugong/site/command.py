"""The command line: reading a plan needs neither database nor Django; everything else is Django's."""

import os
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    if arguments[:2] == ["plan", "read"]:
        from zugong.modules.plan.commands.read import main as read_a_plan

        return read_a_plan(arguments[2:])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zugong.site.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["zugong", *arguments])
    return 0
