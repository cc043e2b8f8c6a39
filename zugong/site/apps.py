from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "zugong.site"
    label = "site"
