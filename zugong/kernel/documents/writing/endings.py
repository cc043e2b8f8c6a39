"""What follows the body: the list of attachments, signature and date, remark, appendices' labels, the colophon."""

import datetime as dt
from collections.abc import Sequence

from docx.oxml.xmlchemy import BaseOxmlElement

from zugong.kernel.documents.writing.markup import paragraph, run, twips, w
from zugong.kernel.documents.writing.pages import TEXT_WIDTH_MM, Sheet
from zugong.kernel.documents.writing.styles import indents
from zugong.kernel.documents.writing.wording import long_date, width_in_characters

_DATE_INDENT = 4.0
_LEAST_INDENT = 2.0
_COLOPHON_WIDTH = twips(mm=TEXT_WIDTH_MM)
_THICK_LINE, _THIN_LINE = 8, 6  # eighths of a point: 0.35 mm and 0.25 mm


def add_attachments(sheet: Sheet, names: Sequence[str]) -> None:
    """The list of attachments a line below the body, numbered where there are several."""
    sheet.add_blank()
    for number, name in enumerate(names, start=1):
        label = "附件：" if number == 1 else ""
        count = f"{number}. " if len(names) > 1 else ""
        # Every name starts under the first, however many lines it takes.
        hanging = width_in_characters(label + count)
        left = 5 + width_in_characters(count)
        indent = indents(left=left, hanging=hanging)
        sheet.add(paragraph("Flush", f"{label}{count}{name}", properties=(w("keepNext"), indent)))


def add_signature(sheet: Sheet, signer: str, date: dt.date | None) -> None:
    """The issuing organ centred over the date, which stands four characters from the right edge."""
    sheet.add_blank(2, kept=True)
    written = long_date(date) if date else ""
    signer_indent, date_indent = _signature_indents(signer, written)
    if signer:
        place = (w("keepNext"), indents(right=signer_indent))
        sheet.add(paragraph("Signature", signer, properties=place))
    if written:
        sheet.add(paragraph("Signature", written, properties=(indents(right=date_indent),)))


def add_remark(sheet: Sheet, remark: str) -> None:
    """The remark in brackets below the date."""
    sheet.add(paragraph("Body", f"（{remark.strip('（）()')}）"))


def add_appendix_label(sheet: Sheet, number: int | None) -> None:
    """附件 and its number in the upper left corner, where the appendix begins."""
    sheet.add(paragraph("Marking", "附件" if number is None else f"附件{number}"))
    sheet.add_blank()


def add_colophon(sheet: Sheet, copies_to: Sequence[str], printed_by: str, printed_on: dt.date | None) -> None:
    """The ruled lines at the foot of the last page: who gets copies, who printed it and when."""
    lines = []
    if copies_to:
        # The names of a second line stand under the first name, after 抄送：.
        place = indents(left=4, right=1, hanging=3, size=14)
        lines.append(paragraph("Colophon", f"抄送：{'，'.join(copies_to).rstrip('。')}。", properties=(place,)))
    if printed_by or printed_on:
        far = w("tabs", w("tab", val="right", pos=_COLOPHON_WIDTH - twips(points=14)))
        printing = [*run(printed_by), w("r", w("tab")), *run(f"{long_date(printed_on)}印发" if printed_on else "")]
        lines.append(paragraph("Colophon", *printing, properties=(far, indents(left=1, size=14))))
    if lines:
        sheet.add(_foot_table(lines), paragraph("Filler"))


def _signature_indents(signer: str, date: str) -> tuple[float, float]:
    if not (signer and date):
        return _DATE_INDENT, _DATE_INDENT
    overhang = (width_in_characters(signer) - width_in_characters(date)) / 2
    signer_indent = _DATE_INDENT - overhang
    if signer_indent >= _LEAST_INDENT:
        return signer_indent, _DATE_INDENT
    # A long name pushes the date inwards, so that it stays over its middle and off the edge.
    return _LEAST_INDENT, _LEAST_INDENT + overhang


def _foot_table(lines: list[BaseOxmlElement]) -> BaseOxmlElement:
    rows = []
    for index, line in enumerate(lines):
        first, last = index == 0, index == len(lines) - 1
        top = w("top", val="single", sz=_THICK_LINE if first else _THIN_LINE, space=0, color="000000")
        bottom = w("bottom", val="single", sz=_THICK_LINE if last else _THIN_LINE, space=0, color="000000")
        properties = w("tcPr", w("tcW", w=_COLOPHON_WIDTH, type="dxa"), w("tcBorders", top, bottom))
        rows.append(w("tr", w("trPr", w("cantSplit")), w("tc", properties, line)))
    # Word and WPS set it at the foot of the text area; LibreOffice, which floats no table of full width, below the text.
    place = w("tblpPr", vertAnchor="margin", horzAnchor="margin", tblpXSpec="center", tblpYSpec="bottom")
    margins = w("tblCellMar", w("left", w=0, type="dxa"), w("right", w=0, type="dxa"))
    properties = w("tblPr", place, w("tblW", w=_COLOPHON_WIDTH, type="dxa"), w("tblLayout", type="fixed"), margins)
    return w("tbl", properties, w("tblGrid", w("gridCol", w=_COLOPHON_WIDTH)), *rows)
