"""Makes a deployment ready to serve: folders, translations, tables, static files and, in the demonstration, the city."""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from zugong.kernel.registry.models import Unit
from zugong.modules.office import demo as office
from zugong.modules.office import demo_forms as forms
from zugong.modules.plan import demo as work
from zugong.modules.villages import demo as villages
from zugong.site.messages import compile_messages

Tell = Callable[[str], None]


def prepare(plan: Path | None, tell: Tell, *, with_plan: bool = True) -> None:
    """Bring everything up to date; what is there already is kept."""
    for folder in (settings.VAR, settings.MEDIA_ROOT, settings.STATIC_ROOT):
        Path(folder).mkdir(parents=True, exist_ok=True)
    compile_messages()
    tell("准备数据表 · tables")
    call_command("migrate", verbosity=0, interactive=False)
    tell("准备静态文件 · static files")
    call_command("collectstatic", verbosity=0, interactive=False)
    if settings.DEMO:
        build_city(plan, tell, with_plan=with_plan)


def build_city(plan: Path | None, tell: Tell, *, with_plan: bool = True) -> bool:
    """Build the demonstration's city unless there is one; False if there was.

    All of it is one transaction: a start that is killed midway leaves no city rather than half of one.
    """
    if Unit.objects.exists():
        return False
    tell("建立演示城市，约需两分钟 · building the demo city, about two minutes")
    with transaction.atomic():
        office.build()
        villages.build()
        if with_plan:
            work.build(plan_path=plan)
            forms.build()
    return True
