from django.apps import AppConfig


class SealingConfig(AppConfig):
    name = "zugong.kernel.sealing"
    label = "sealing"
