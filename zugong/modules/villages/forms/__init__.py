"""The forms of the village cadre register."""

from zugong.modules.villages.forms.cadres import CadreForm
from zugong.modules.villages.forms.offices import RoleForm

__all__ = ["CadreForm", "RoleForm"]
