from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "zugong.kernel.indicators"
    label = "indicators"
