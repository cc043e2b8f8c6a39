"""The import contracts do not see foreign keys given as strings; here they are held to the same rules."""

import re

import pytest

from tests.rows import own_models
from tests.source import PACKAGE


def home(model) -> str:
    """The part that a model belongs to: `kernel`, `site`, or its module's name."""
    place = model.__module__.split(".")
    return place[2] if place[1] == "modules" else place[1]


def modules_entered(module: str) -> set[str]:
    """The modules whose public part some file of this module imports."""
    pattern = re.compile(r"zugong\.modules\.(\w+)(?:\.public| import public)")
    texts = (path.read_text("utf-8") for path in (PACKAGE / "modules" / module).rglob("*.py"))
    return {name for text in texts for name in pattern.findall(text)} - {module}


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model._meta.label)
def test_a_key_points_to_the_kernel_to_its_own_module_or_to_one_that_is_entered(model):
    for field in model._meta.get_fields():
        if not field.is_relation or field.auto_created or field.related_model is None:
            continue
        target = field.related_model
        if not target.__module__.startswith("zugong."):
            continue
        allowed = {"kernel", home(model)}
        if home(model) not in {"kernel", "site"}:
            allowed |= modules_entered(home(model))
        assert home(target) in allowed, f"{model._meta.label}.{field.name} points to {target._meta.label}"
