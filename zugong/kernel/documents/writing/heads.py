"""The head of a document: copy number, secrecy and urgency, the issuing mark, the number and the coloured line."""

from dataclasses import dataclass
from enum import Enum

from docx.oxml.xmlchemy import BaseOxmlElement

from zugong.kernel.documents.writing.markup import paragraph, run, twips, w
from zugong.kernel.documents.writing.pages import Sheet
from zugong.kernel.documents.writing.styles import LINE_POINTS, TITLE_FONT, fonts
from zugong.kernel.documents.writing.wording import width_in_characters

_LARGEST_MARK_POINTS = 54
_TEXT_WIDTH_POINTS = 442
_MARK_BELOW_TEXT_TOP_MM = 35
_LINE_BELOW_NUMBER_MM = 4
_LINE_EIGHTHS_OF_POINT = 20


class MarkColour(Enum):
    """The colour of the issuing mark and of the line below the number; slips come in the other three."""

    DOCUMENT = ("FF0000", "")
    BLUE = ("0B5CAD", "蓝色")
    ORANGE = ("E36C0A", "橙色")
    RED = ("D7000F", "红色")

    def __init__(self, code: str, word: str) -> None:
        self.code = code
        self.word = word


@dataclass(frozen=True)
class Markings:
    """What stands in the upper left corner, one line each."""

    copy_number: int | None = None
    secrecy: str = ""
    urgency: str = ""

    def lines(self) -> list[tuple[str, str]]:
        """The lines that are there with their styles, in the order the standard gives them."""
        found = []
        if self.copy_number is not None:
            found.append(("Flush", f"{self.copy_number:06d}"))
        found += [("Marking", text) for text in (self.secrecy, self.urgency) if text]
        return found


def add_head(sheet: Sheet, *, mark: str, number: str, approver: str, colour: MarkColour, markings: Markings) -> None:
    """The head of an official document; without an issuing mark only the markings are written."""
    lines = markings.lines()
    sheet.add(*[paragraph(style, text) for style, text in lines])
    if not mark:
        return
    room = _MARK_BELOW_TEXT_TOP_MM * 72 / 25.4 - len(lines) * LINE_POINTS
    if not lines:
        # Word drops the space above the first paragraph of a page, an empty line it keeps.
        sheet.add_blank()
        room -= LINE_POINTS
    sheet.add(*mark_paragraphs(mark, colour, room_above=room))
    sheet.add_blank(2)
    aside = [*run("签发人："), *run(approver, "Approver")] if approver else []
    sheet.add(number_paragraph(number, colour, aside))
    sheet.add_blank(2)


def mark_paragraphs(
    mark: str, colour: MarkColour, *, room_above: float = 0, largest: int = _LARGEST_MARK_POINTS
) -> list[BaseOxmlElement]:
    """The issuing mark as large as the text area is wide, a line for each of several issuing bodies."""
    lines = mark.splitlines()
    widest = max(width_in_characters(line) for line in lines)
    size = min(largest, int(_TEXT_WIDTH_POINTS / (widest + 0.2)))
    made = []
    for index, line in enumerate(lines):
        above = twips(points=room_above) if index == 0 else 0
        layout = (
            w("snapToGrid", val=0),
            w("spacing", before=above, after=0, line=twips(points=size * 1.25), lineRule="exact"),
            w("jc", val="center"),
        )
        text = run(line)
        for piece in text:
            piece.insert(0, _type(size, colour))
        made.append(paragraph("Number", *text, properties=layout))
    return made


def number_paragraph(number: str, colour: MarkColour, aside: list[BaseOxmlElement]) -> BaseOxmlElement:
    """The number above the coloured line: centred, or on the left where something stands aside on the right."""
    line = w(
        "pBdr",
        w(
            "bottom",
            val="single",
            sz=_LINE_EIGHTHS_OF_POINT,
            space=round(_LINE_BELOW_NUMBER_MM * 72 / 25.4),
            color=colour.code,
        ),
    )
    if not aside:
        return paragraph("Number", number, properties=(line,))
    right = twips(points=_TEXT_WIDTH_POINTS - 16)
    tabs = w("tabs", w("tab", val="right", pos=right))
    content = [*run(f"　{number}"), w("r", w("tab")), *aside]
    return paragraph("Number", *content, properties=(line, tabs, w("jc", val="left")))


def _type(size: int, colour: MarkColour) -> BaseOxmlElement:
    return w(
        "rPr",
        fonts(TITLE_FONT),
        w("color", val=colour.code),
        w("spacing", val=0),
        w("sz", val=size * 2),
        w("szCs", val=size * 2),
    )
