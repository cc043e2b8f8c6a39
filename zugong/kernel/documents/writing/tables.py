"""Tables of official documents: ruled, their header repeated, their rows whole, their columns as wide as needed."""

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import accumulate, pairwise

from docx.oxml.xmlchemy import BaseOxmlElement

from zugong.kernel.documents.writing.elements import Align, Table
from zugong.kernel.documents.writing.markup import TWIPS_PER_POINT, paragraph, twips, w
from zugong.kernel.documents.writing.pages import Sheet
from zugong.kernel.documents.writing.wording import TableValue, table_text, width_in_characters

_MOST_COLUMNS_IN_LARGE_TYPE = 5
_SHORT_TEXT = 6
_COUNTING_LABELS = ("序号", "位次", "排名")
_ASCII_RUN = re.compile(r"[!-~]+")
_WIDEST_COLUMN = 24.0
_CELL_PADDING_MM = 1.2


def add_table(sheet: Sheet, table: Table) -> None:
    """Append a table with its caption and note."""
    sheet.turn(landscape=table.landscape)
    if table.caption:
        sheet.add(paragraph("Caption", table.caption))
    small = len(table.header) > _MOST_COLUMNS_IN_LARGE_TYPE
    widths = _widths(table, twips(mm=sheet.width_mm), 12 if small else 14)
    sheet.add(_table(table, widths, "Small" if small else ""))
    sheet.add(paragraph("Note", table.note) if table.note else paragraph("Filler"))


def ruled(widths: list[int], rows: list[BaseOxmlElement]) -> BaseOxmlElement:
    """A table of fixed columns with a thin line round every cell."""
    lines = [w(side, val="single", sz=4, space=0, color="000000") for side in _SIDES]
    padding = twips(mm=_CELL_PADDING_MM)
    properties = w(
        "tblPr",
        w("tblW", w=sum(widths), type="dxa"),
        w("jc", val="center"),
        w("tblBorders", *lines),
        w("tblLayout", type="fixed"),
        w("tblCellMar", w("left", w=padding, type="dxa"), w("right", w=padding, type="dxa")),
    )
    return w("tbl", properties, w("tblGrid", *[w("gridCol", w=width) for width in widths]), *rows)


def row(cells: list[BaseOxmlElement], *, header: bool = False, least_points: float = 0) -> BaseOxmlElement:
    """A row that no page break cuts; a header row comes again on every page."""
    properties = [w("cantSplit")]
    if least_points:
        properties.append(w("trHeight", val=twips(points=least_points), hRule="atLeast"))
    if header:
        properties.append(w("tblHeader"))
    return w("tr", w("trPr", *properties), *cells)


def cell(
    content: list[BaseOxmlElement], width: int, *, span: int = 1, merge: str = "", upright: str = "center"
) -> BaseOxmlElement:
    """A cell; `merge` is "restart" for the uppermost of cells joined downwards and "continue" for the others."""
    properties = [w("tcW", w=width, type="dxa")]
    if span > 1:
        properties.append(w("gridSpan", val=span))
    if merge:
        properties.append(w("vMerge", val=merge))
    properties.append(w("vAlign", val=upright))
    return w("tc", w("tcPr", *properties), *content)


_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")


def _table(table: Table, widths: list[int], suffix: str) -> BaseOxmlElement:
    head, text = f"TableHead{suffix}", "TableSmall" if suffix else "TableText"
    aligned = table.alignments or [_alignment(table, column) for column in range(len(widths))]
    rows = _header_rows(table, widths, head)
    for number, values in enumerate(table.rows, start=1):
        bold = table.total and number == len(table.rows)
        style = head if bold else text
        rows.append(
            row(
                [
                    cell([paragraph(style, table_text(value), properties=(w("jc", val=align),))], width)
                    for value, width, align in zip(values, widths, aligned, strict=True)
                ]
            )
        )
    return ruled(widths, rows)


def _header_rows(table: Table, widths: list[int], style: str) -> list[BaseOxmlElement]:
    labels = [paragraph(style, label) for label in table.header]
    if not table.groups:
        return [row([cell([label], width) for label, width in zip(labels, widths, strict=True)], header=True)]
    upper, lower, column = [], [], 0
    for name, span in table.groups:
        under = range(column, column + span)
        if name:
            upper.append(cell([paragraph(style, name)], sum(widths[i] for i in under), span=span))
            lower += [cell([labels[i]], widths[i]) for i in under]
        else:
            upper += [cell([labels[i]], widths[i], merge="restart") for i in under]
            lower += [cell([paragraph(style)], widths[i], merge="continue") for i in under]
        column += span
    return [row(upper, header=True), row(lower, header=True)]


def _alignment(table: Table, column: int) -> Align:
    values = [values[column] for values in table.rows if values[column] is not None]
    if table.header[column] in _COUNTING_LABELS:
        return Align.CENTRE
    if values and all(_is_number(value) for value in values):
        return Align.RIGHT
    longest = max((width_in_characters(table_text(value)) for value in values), default=0)
    return Align.CENTRE if longest <= _SHORT_TEXT else Align.LEFT


def _is_number(value: TableValue) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _widths(table: Table, whole: int, size: float) -> list[int]:
    """Widths in twips: figures, dates and short texts stay on one line, what is left goes to the long texts."""
    if table.widths:
        return _shares(table.widths, whole)
    padding = 2 * _CELL_PADDING_MM * 72 / 25.4 / size + 0.2
    least, asked = [], []
    for column, label in enumerate(table.header):
        texts = [table_text(values[column]) for values in table.rows]
        longest = max((_measure(text) for text in texts), default=0)
        unbreakable = max((_unbreakable(text) for text in texts), default=0)
        # A label may take two lines where what stands below it is narrow.
        head = max(2.0, _measure(label) if _measure(label) <= 3 else _measure(label) / 2)
        least.append(max(head, unbreakable) + padding)
        asked.append(max(head, min(longest, _WIDEST_COLUMN), unbreakable) + padding)
    room = whole / (size * TWIPS_PER_POINT)
    if sum(asked) <= room or sum(least) >= room:
        return _shares(asked if sum(asked) <= room else least, whole)
    share = (room - sum(least)) / (sum(asked) - sum(least))
    return _shares([low + (high - low) * share for low, high in zip(least, asked, strict=True)], whole)


def _measure(text: str) -> float:
    # Digits of stand-in fonts are wider than half a character.
    return sum(1.0 if width_in_characters(char) == 1 else 0.6 for char in text)


def _unbreakable(text: str) -> float:
    """The width of what should not be broken: a short text as a whole, in a long one its runs of digits."""
    whole = _measure(text)
    if whole <= _SHORT_TEXT or text.isascii():
        return whole
    return max((_measure(run) for run in _ASCII_RUN.findall(text)), default=1.0)


def _shares(weights: Sequence[float], whole: int) -> list[int]:
    """Whole twips in proportion to the weights that add up to the whole exactly."""
    total = sum(weights)
    ends = [round(reached / total * whole) for reached in accumulate(weights, initial=0)]
    return [end - start for start, end in pairwise(ends)]
