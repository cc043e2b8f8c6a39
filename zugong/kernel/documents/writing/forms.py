"""Bordered forms on one sheet: supervision slips, verification forms, the paper way of every signature.

A *form* is a head in a colour, label and value cells, and *signature boxes* to be signed by hand. At the foot
of every page stands the *content code*: the SM3 hash of what the form says, by which a signed scan is matched with
the record it signs.
"""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes
from docx.oxml.xmlchemy import BaseOxmlElement

from zugong.kernel.documents.writing.elements import CannotWriteDocument
from zugong.kernel.documents.writing.heads import MarkColour, mark_paragraphs, number_paragraph
from zugong.kernel.documents.writing.markup import lines_of, paragraph, run, twips, w
from zugong.kernel.documents.writing.pages import FORM_MM, Sheet
from zugong.kernel.documents.writing.tables import cell, row, ruled
from zugong.kernel.documents.writing.wording import TableValue, long_date, table_text

_COLUMNS_MM = (34, 44, 34, 44)
_LINE_POINTS = 22
_ROW_POINTS = 32
_SIGNATURE_POINTS = 90
_CODE_GROUP = 8
_ISSUER_POINTS, _TITLE_POINTS = 24, 38
_SIGN_HERE = "签名：　　　　　　　　　年　　月　　日　"


@dataclass(frozen=True)
class FormField:
    """A label and its value; a wide one has a row to itself, `lines` keeps room for writing by hand."""

    label: str
    value: TableValue = None
    wide: bool = False
    lines: int = 1


@dataclass(frozen=True)
class SignatureBox:
    """Room for an opinion and a signature by hand, under the title of who signs."""

    label: str
    opinion: str = ""


@dataclass(frozen=True)
class Form:
    """A form to be printed, signed and scanned; a slip's colour is named in its title, for printers without colour.

    `content_code` is given where the record has a hash of its own; otherwise the code is that of the form's words.
    """

    title: str
    fields: Sequence[FormField]
    issuer: str = ""
    number: str = ""
    date: dt.date | None = None
    signatures: Sequence[SignatureBox] = ()
    colour: MarkColour = MarkColour.DOCUMENT
    note: str = ""
    header_note: str = ""
    content_code: str = ""

    def __post_init__(self) -> None:
        if not self.title.strip() or not self.fields:
            raise CannotWriteDocument("表单必须有名称和至少一个栏目")


def content_code(form: Form) -> str:
    """The form's code: 64 hexadecimal digits of SM3 over its words, whatever it looks like when printed."""
    if form.content_code:
        return form.content_code
    words = {
        "title": form.title,
        "issuer": form.issuer,
        "number": form.number,
        "date": form.date.isoformat() if form.date else "",
        "colour": form.colour.name,
        "fields": [[field.label, _shown(field.value)] for field in form.fields],
        "signatures": [[box.label, box.opinion] for box in form.signatures],
    }
    digest = hashes.Hash(hashes.SM3())
    digest.update(json.dumps(words, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())
    return digest.finalize().hex()


def render_form(form: Form) -> bytes:
    """The form as a docx file with its content code; equal forms give equal bytes."""
    sheet = Sheet(
        margins=FORM_MM, header_note=form.header_note, footer_note=f"内容校验码（SM3）：{_grouped(content_code(form))}"
    )
    sheet.describe(title=form.title, author=form.issuer, date=form.date)
    title = f"{form.title}（{form.colour.word}）" if form.colour.word else form.title
    if form.issuer:
        sheet.add(*mark_paragraphs(form.issuer, form.colour, largest=_ISSUER_POINTS))
    sheet.add(*mark_paragraphs(title, form.colour, largest=_TITLE_POINTS))
    aside = run(long_date(form.date)) if form.date else []
    sheet.add(number_paragraph(form.number, form.colour, aside))
    sheet.add(paragraph("Header"))
    widths = [twips(mm=width) for width in _COLUMNS_MM]
    sheet.add(ruled(widths, [*_field_rows(form.fields, widths), *_signature_rows(form.signatures, widths)]))
    sheet.add(paragraph("Code", form.note))
    return sheet.content()


def _field_rows(fields: Sequence[FormField], widths: list[int]) -> list[BaseOxmlElement]:
    """Two fields to a row; a wide one, or one that stays alone before a wide one, takes the whole row."""
    rows, waiting = [], list(fields)
    while waiting:
        first = waiting.pop(0)
        cells = [_label(first.label, widths[0])]
        if first.wide or not waiting or waiting[0].wide:
            cells.append(_value(first, sum(widths[1:]), span=3))
            lines = first.lines
        else:
            second = waiting.pop(0)
            cells += [_value(first, widths[1]), _label(second.label, widths[2]), _value(second, widths[3])]
            lines = max(first.lines, second.lines)
        rows.append(row(cells, least_points=max(_ROW_POINTS, lines * _LINE_POINTS + 10)))
    return rows


def _signature_rows(boxes: Sequence[SignatureBox], widths: list[int]) -> list[BaseOxmlElement]:
    rows = []
    for box in boxes:
        sign = paragraph("TableText", _SIGN_HERE, properties=(w("jc", val="right"),))
        content = [paragraph("TableText", box.opinion), paragraph("TableText"), sign]
        room = cell(content, sum(widths[1:]), span=3, upright="bottom")
        rows.append(row([_label(box.label, widths[0]), room], least_points=_SIGNATURE_POINTS))
    return rows


def _label(text: str, width: int) -> BaseOxmlElement:
    return cell([paragraph("TableHead", text)], width)


def _value(field: FormField, width: int, *, span: int = 1) -> BaseOxmlElement:
    return cell([paragraph("TableText", line) for line in lines_of(_shown(field.value))], width, span=span)


def _shown(value: TableValue) -> str:
    return long_date(value) if isinstance(value, dt.date) else table_text(value)


def _grouped(code: str) -> str:
    return " ".join(code[start : start + _CODE_GROUP] for start in range(0, len(code), _CODE_GROUP))
