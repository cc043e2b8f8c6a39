"""The body of a list's table as HTML.

Fifty rows of ten cells are most of a list page's work, and drawn by a template they are most of its time as well; so they are drawn here.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

NOTHING = "—"


def table_body(lines: Iterable[Mapping[str, Any]], *, ticked: bool) -> SafeString:
    """The rows of a list; with `ticked`, each with a box that chooses it for the form `bulk`."""
    labels: dict[Any, str] = {}
    choose = escape(_("选择这一行"))
    rows = []
    for line in lines:
        href = escape(line["href"])
        cells = [_cell(cell, href if not number else "", labels) for number, cell in enumerate(line["cells"])]
        box = (
            f'<td class="tick"><input class="form-check-input" type="checkbox" form="bulk" name="row" '
            f'value="{line["pk"]}" aria-label="{choose}"></td>'
        )
        rows.append(f'<tr data-href="{href}">{box if ticked else ""}{"".join(cells)}</tr>')
    # Every value above was escaped where it was put in.
    return mark_safe("".join(rows))  # noqa: S308


def _cell(cell: Mapping[str, Any], href: str, labels: dict[Any, str]) -> str:
    label = labels.get(cell["label"]) or labels.setdefault(cell["label"], escape(cell["label"]))
    text = escape(cell["text"]) if cell["text"] else NOTHING
    number = ' class="num"' if cell["numeric"] else ""
    shown = f'<a href="{href}">{text}</a>' if href else text
    return f'<td data-label="{label}"{number}>{shown}</td>'
