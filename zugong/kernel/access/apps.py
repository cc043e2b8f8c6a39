from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "zugong.kernel.access"
    label = "access"

    def ready(self) -> None:
        """Have the access log see who signs in and out."""
        from zugong.kernel.access.watching import watch

        watch()
