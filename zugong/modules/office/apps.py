from django.apps import AppConfig


class OfficeConfig(AppConfig):
    name = "zugong.modules.office"
    label = "office"

    def ready(self) -> None:
        """Have duties go over to the successor when somebody hands over."""
        from zugong.kernel.access.handing_over import on_hand_over
        from zugong.kernel.procedures.duties import hand_over

        if hand_over not in on_hand_over:
            on_hand_over.append(hand_over)
