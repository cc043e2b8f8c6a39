"""`zugong document_procedures`: draw every procedure into docs/procedures/."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from zugong.kernel.procedures.drawing import write_documents


class Command(BaseCommand):
    """Writes one page per procedure."""

    help = "Draw every procedure into docs/procedures/, one page each."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Write the pages and name those that changed."""
        for path in write_documents(Path(settings.ROOT) / "docs" / "procedures"):
            self.stdout.write(str(path))
