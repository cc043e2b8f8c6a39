from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "zugong.kernel.registry"
    label = "registry"
