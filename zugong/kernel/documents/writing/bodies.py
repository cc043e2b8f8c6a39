"""The body of a document: title, recipient, numbered headings, paragraphs, notes and tables."""

from collections.abc import Sequence

from zugong.kernel.documents.writing.elements import Element, Heading, Note, Paragraph, Table
from zugong.kernel.documents.writing.markup import paragraph, run, w
from zugong.kernel.documents.writing.pages import Sheet
from zugong.kernel.documents.writing.tables import add_table
from zugong.kernel.documents.writing.wording import heading_label, title_lines


def add_title(sheet: Sheet, title: str) -> None:
    """The title, centred over as many lines as it needs, with a blank line below."""
    sheet.add(paragraph("Title", "\n".join(title_lines(title))))
    sheet.add_blank()


def add_recipient(sheet: Sheet, recipient: str) -> None:
    """The main recipient, flush left, with the full-width colon."""
    sheet.add(paragraph("Flush", f"{recipient.rstrip('：:')}："))


def add_body(sheet: Sheet, body: Sequence[Element]) -> None:
    """The elements in order; headings are counted anew below each heading of a higher level."""
    counts = [0, 0, 0, 0]
    for element in body:
        if not (isinstance(element, Table) and element.landscape):
            sheet.turn(landscape=False)
        match element:
            case Heading():
                _add_heading(sheet, element, counts)
            case Paragraph():
                sheet.add(paragraph("Body", element.text))
            case Note():
                sheet.add(paragraph("Note", element.text))
            case Table():
                add_table(sheet, element)


def _add_heading(sheet: Sheet, heading: Heading, counts: list[int]) -> None:
    label = ""
    if heading.numbered:
        counts[heading.level - 1] += 1
        counts[heading.level :] = [0] * (4 - heading.level)
        label = heading_label(heading.level, counts[heading.level - 1])
    content = run(f"{label}{heading.text}")
    # A heading that runs into its text need not stay with the next paragraph.
    properties = (w("keepNext", val=0),) if heading.run_in else ()
    if heading.run_in:
        content += run(heading.run_in, "BodyText")
    sheet.add(paragraph(f"Heading{heading.level}", *content, properties=properties))
