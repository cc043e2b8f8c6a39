from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "zugong.modules.plan"
    label = "plan"

    def ready(self) -> None:
        """Let the platform's search find plans, and the worklist tell of signed papers."""
        from zugong.modules.plan.finding import register_searches
        from zugong.modules.plan.notices import register_notices

        register_searches()
        register_notices()
