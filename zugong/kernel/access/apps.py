from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "zugong.kernel.access"
    label = "access"
