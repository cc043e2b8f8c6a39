from django.apps import AppConfig


class VillagesConfig(AppConfig):
    name = "zugong.modules.villages"
    label = "villages"

    def ready(self) -> None:
        """Keep summaries and findings up with whatever is written."""
        from zugong.modules.villages.following import follow_the_register

        follow_the_register()
