"""Files of the demonstration: short documents that say that they are made up."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from zugong.kernel.documents.writing.elements import Paragraph
from zugong.kernel.documents.writing.official import OfficialDocument, render_docx


def made_up(title: str, day: date, *, number: str = "", signer: str = "") -> SimpleUploadedFile:
    """A document with this title, to be attached as proof."""
    paper = OfficialDocument(
        title=title, number=number, body=[Paragraph("本文件为演示数据，内容从略。")], signer=signer, date=day
    )
    return SimpleUploadedFile(f"{title}.docx", render_docx(paper))
