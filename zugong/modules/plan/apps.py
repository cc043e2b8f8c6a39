from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "zugong.modules.plan"
    label = "plan"

    def ready(self) -> None:
        """Let the platform's search find plans."""
        from zugong.modules.plan.finding import register_searches

        register_searches()
