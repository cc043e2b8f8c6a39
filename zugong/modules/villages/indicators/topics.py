"""Under which headings the board shows the measures of the village cadre force."""

from django.utils.translation import gettext_lazy as _

from zugong.kernel.indicators.declaring import declare_topic

declare_topic("villages.", _("村干部队伍"))
