from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class IndicatorsConfig(AppConfig):
    name = "zugong.kernel.indicators"
    label = "indicators"

    def ready(self) -> None:
        """Every app's `indicators.py` declares fact tables and measures, whose targets are parameters and whose figures follow."""
        from zugong.kernel.indicators.effects import declare_effects
        from zugong.kernel.indicators.following import follow_facts

        autodiscover_modules("indicators")
        declare_effects()
        follow_facts()
