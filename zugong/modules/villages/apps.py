from django.apps import AppConfig


class VillagesConfig(AppConfig):
    name = "zugong.modules.villages"
    label = "villages"
