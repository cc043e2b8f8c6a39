from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class LedgerConfig(AppConfig):
    name = "zugong.kernel.ledger"
    label = "ledger"

    def ready(self) -> None:
        """Load the declarations of every installed part: `ledgers.py` files, and the jobs of this one."""
        autodiscover_modules("ledgers")
        autodiscover_modules("kept_files")
        autodiscover_modules("export_requests")
        autodiscover_modules("scanning")
