from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "zugong.modules.plan"
    label = "plan"
