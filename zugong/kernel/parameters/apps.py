from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ParametersConfig(AppConfig):
    name = "zugong.kernel.parameters"
    label = "parameters"

    def ready(self) -> None:
        """Load every part's `parameters.py`, so that all numbers that rule us are known."""
        autodiscover_modules("parameters")
