from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "zugong.modules.office"
    label = "office"

    def ready(self) -> None:
        """Have duties go over to the successor, tell of refused forms among the notices, show what a proposed number would change."""
        from zugong.kernel.access.handing_over import on_hand_over
        from zugong.kernel.ledger import sections
        from zugong.kernel.parameters.models import Parameter
        from zugong.kernel.procedures import notices
        from zugong.kernel.procedures.duties import hand_over
        from zugong.modules.office.actions.collecting.listing import refusals_told
        from zugong.modules.office.pages.parameters import effects_section

        if hand_over not in on_hand_over:
            on_hand_over.append(hand_over)
        notices.register(refusals_told)
        sections.register(Parameter, effects_section)
