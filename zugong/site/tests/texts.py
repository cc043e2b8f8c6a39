"""Collects the texts of the interface from the code and templates, as `make messages` does, without gettext's tools."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation.template import templatize

TAKERS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
QUOTED = r"""[a-z]?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
IN_TEMPLATE = re.compile(rf"\b(?:n?gettext|_)\(\s*{QUOTED}")
FORMATS = re.compile(r"%\([a-z_0-9]+\)[sd]|%[sd]|\{[a-z_0-9]*\}|%%")


def _calls(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        text = node.args[1 if name.startswith("pgettext") else 0]
        if name in TAKERS and isinstance(text, ast.Constant) and isinstance(text.value, str):
            yield text.value


def _tags(path: Path) -> Iterator[str]:
    for found in IN_TEMPLATE.finditer(templatize(path.read_text("utf-8"), origin=str(path))):
        yield ast.literal_eval(found.group(1))


def texts() -> dict[str, str]:
    """Every text of the interface, with the file that it stands in."""
    found: dict[str, str] = {}
    for path in sorted(settings.PACKAGE.rglob("*.py")):
        if not {"tests", "migrations"} & set(path.parts):
            found |= dict.fromkeys(_calls(path), path.name)
    for path in sorted(settings.PACKAGE.rglob("templates/**/*")):
        if path.is_file():
            found |= dict.fromkeys(_tags(path), path.name)
    return {text: place for text, place in found.items() if text}
