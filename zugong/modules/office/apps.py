from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "zugong.modules.office"
    label = "office"
