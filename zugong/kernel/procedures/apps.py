from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ProceduresConfig(AppConfig):
    name = "zugong.kernel.procedures"
    label = "procedures"

    def ready(self) -> None:
        """Load every part's `procedures.py` and check the declarations against their models."""
        from zugong.kernel.procedures.checking import check_all

        autodiscover_modules("procedures")
        check_all()
