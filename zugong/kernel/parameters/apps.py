from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ParametersConfig(AppConfig):
    name = "zugong.kernel.parameters"
    label = "parameters"

    def ready(self) -> None:
        """Load every part's `parameters.py` and `effects.py`: the numbers that rule us, and what follows from them."""
        autodiscover_modules("parameters")
        autodiscover_modules("effects")
