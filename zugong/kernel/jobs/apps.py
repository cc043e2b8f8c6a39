from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "zugong.kernel.jobs"
    label = "jobs"
