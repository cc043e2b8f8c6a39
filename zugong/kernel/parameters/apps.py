from django.apps import AppConfig


class ParametersConfig(AppConfig):
    name = "zugong.kernel.parameters"
    label = "parameters"
