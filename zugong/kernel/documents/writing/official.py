"""Official documents as docx in the layout of GB/T 9704-2012.

Declare what the document says, then write it:

    notice = OfficialDocument(issuer_mark="中共甲市委组织部文件", number=document_number("甲组", 2023, 5),
                              title="关于开展走访的通知", recipient="各县区委组织部",
                              body=[Heading(1, "总体要求"), Paragraph("……")], signer="中共甲市委组织部")
    content = render_docx(notice)

The words: the *issuing mark* is the large red head, the *recipient* the main addressee, the *signer* the issuing
organ named below the text, *attachments* the list below the body, an *appendix* an attachment within the same file,
the *colophon* (版记) the ruled lines at the foot of the last page with the copied offices and the printer.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from zugong.kernel.documents.writing.bodies import add_body, add_recipient, add_title
from zugong.kernel.documents.writing.elements import CannotWriteDocument, Element, Table
from zugong.kernel.documents.writing.endings import (
    add_appendix_label,
    add_attachments,
    add_colophon,
    add_remark,
    add_signature,
)
from zugong.kernel.documents.writing.heads import MarkColour, Markings, add_head
from zugong.kernel.documents.writing.pages import Sheet

# Such documents may not be kept on this system at all.
_STATE_SECRETS = ("秘密", "机密", "绝密")


@dataclass(frozen=True)
class Appendix:
    """An attachment within the same file, on pages of its own."""

    title: str
    body: Sequence[Element]


@dataclass(frozen=True)
class OfficialDocument:
    """What an official document says; every part but the title and the body may be absent.

    `approver` (签发人) is named on documents to a higher body. `remark` (附注) comes without its brackets, recipients
    and copied offices without final punctuation. Appendices are listed below the body by themselves, `attachments`
    names further ones that are separate files. `header_note` stands small above every page: a draft's warning.
    """

    title: str
    body: Sequence[Element]
    issuer_mark: str = ""
    number: str = ""
    recipient: str = ""
    attachments: Sequence[str] = ()
    signer: str = ""
    date: dt.date | None = None
    remark: str = ""
    appendices: Sequence[Appendix] = ()
    copies_to: Sequence[str] = ()
    printed_by: str = ""
    printed_on: dt.date | None = None
    copy_number: int | None = None
    secrecy: str = ""
    urgency: str = ""
    approver: str = ""
    header_note: str = ""
    colour: MarkColour = MarkColour.DOCUMENT

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise CannotWriteDocument("公文必须有标题")
        if self.secrecy.strip().startswith(_STATE_SECRETS):
            raise CannotWriteDocument(f"本系统不得处理标注“{self.secrecy.strip()}”的文件")


def render_docx(document: OfficialDocument) -> bytes:
    """The document as a docx file that WPS and Word open; equal documents give equal bytes.

    The colophon stands at the foot of the last page. Whether that page is even is known only once it is laid out,
    so a page to be left blank before it is added by hand.
    """
    sheet = Sheet(header_note=document.header_note)
    sheet.describe(title=" ".join(document.title.split()), author=document.signer, date=document.date)
    add_head(
        sheet,
        mark=document.issuer_mark,
        number=document.number,
        approver=document.approver,
        colour=document.colour,
        markings=Markings(document.copy_number, document.secrecy, document.urgency),
    )
    add_title(sheet, document.title)
    if document.recipient:
        add_recipient(sheet, document.recipient)
    add_body(sheet, document.body)
    _add_ending(sheet, document)
    _add_appendices(sheet, document.appendices, own_numbers=len(document.appendices) + len(document.attachments) > 1)
    sheet.turn(landscape=False)
    add_colophon(sheet, document.copies_to, document.printed_by, document.printed_on)
    return sheet.content()


def _add_ending(sheet: Sheet, document: OfficialDocument) -> None:
    names = [*(appendix.title.replace("\n", "") for appendix in document.appendices), *document.attachments]
    if names or document.signer or document.date:
        sheet.turn(landscape=False)
    if names:
        add_attachments(sheet, names)
    else:
        sheet.keep_last_with_next()
    if document.signer or document.date:
        add_signature(sheet, document.signer, document.date)
    if document.remark:
        add_remark(sheet, document.remark)


def _add_appendices(sheet: Sheet, appendices: Sequence[Appendix], *, own_numbers: bool) -> None:
    for number, appendix in enumerate(appendices, start=1):
        first = appendix.body[0] if appendix.body else None
        sheet.start_section(landscape=isinstance(first, Table) and first.landscape)
        add_appendix_label(sheet, number if own_numbers else None)
        add_title(sheet, appendix.title)
        add_body(sheet, appendix.body)
