from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "zugong.kernel.procedures"
    label = "procedures"
