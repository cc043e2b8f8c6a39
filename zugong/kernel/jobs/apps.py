from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "zugong.kernel.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Load every part's `jobs.py`, so that a worker knows all job functions."""
        autodiscover_modules("jobs")
