from django.apps import AppConfig


class VillagesConfig(AppConfig):
    name = "zugong.modules.villages"
    label = "villages"

    def ready(self) -> None:
        """Keep summaries and findings up with whatever is written, and show them on the pages of units and people."""
        from zugong.modules.villages.exam_following import follow_examinations
        from zugong.modules.villages.following import follow_the_register
        from zugong.modules.villages.following_pay import follow_pay
        from zugong.modules.villages.pages.conduct_sections import add_conduct_sections
        from zugong.modules.villages.pages.pay_sections import add_pay_sections
        from zugong.modules.villages.pages.sections import add_sections
        from zugong.modules.villages.pages.sections_staffing import add_staffing_sections
        from zugong.modules.villages.pages.vetting_sections import add_vetting_sections
        from zugong.modules.villages.pages.ways_up_sections import add_ways_up_sections
        from zugong.modules.villages.vetting_following import follow_vetting

        follow_the_register()
        follow_examinations()
        follow_vetting()
        follow_pay()
        add_pay_sections()
        add_sections()
        add_ways_up_sections()
        add_conduct_sections()
        add_vetting_sections()
        add_staffing_sections()
