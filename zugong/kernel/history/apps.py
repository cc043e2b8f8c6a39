from django.apps import AppConfig


class HistoryConfig(AppConfig):
    name = "zugong.kernel.history"
    label = "history"
