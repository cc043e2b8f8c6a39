from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ProceduresConfig(AppConfig):
    name = "zugong.kernel.procedures"
    label = "procedures"

    def ready(self) -> None:
        """Load every part's `procedures.py`, check the declarations against their models, guard the states, show them on records' pages."""
        from zugong.kernel.procedures import decisions
        from zugong.kernel.procedures.checking import check_all
        from zugong.kernel.procedures.guarding import guard_all
        from zugong.kernel.procedures.sections import register_all

        autodiscover_modules("procedures")
        check_all()
        guard_all()
        register_all()
        decisions.register_all()
