"""What a file really is, judged by its bytes and not by its name; and what is never taken in."""

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext_lazy as _

from zugong.kernel.ledger.marks import docx_head, mark_in, pdf_head, text_head
from zugong.kernel.ledger.refusing import Refused

LARGEST = 50 * 1024 * 1024
LARGEST_UNPACKED = 500 * 1024 * 1024
MOST_PACKED = 5000
PROGRAMS = frozenset(
    {".exe", ".dll", ".com", ".scr", ".bat", ".cmd", ".msi", ".ps1", ".vbs", ".vbe", ".js", ".jse", ".wsf", ".hta"}
    | {".jar", ".sh", ".lnk", ".reg", ".apk", ".docm", ".dotm", ".xlsm", ".xltm", ".pptm"}
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that is taken in: its name, the ends that file names may have, and how it is served."""

    name: str
    ends: tuple[str, ...]
    media_type: str
    shown: bool = False


KINDS = {
    kind.name: kind
    for kind in (
        Kind("pdf", (".pdf",), "application/pdf", shown=True),
        Kind("png", (".png",), "image/png", shown=True),
        Kind("jpg", (".jpg", ".jpeg"), "image/jpeg", shown=True),
        Kind("webp", (".webp",), "image/webp", shown=True),
        Kind("docx", (".docx",), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        Kind("xlsx", (".xlsx",), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        Kind("ofd", (".ofd",), "application/ofd"),
        Kind("zip", (".zip",), "application/zip"),
        Kind("txt", (".txt", ".csv"), "text/plain; charset=utf-8"),
    )
}


def kind_of(path: Path, name: str) -> Kind:
    """The kind of the file at `path` that was handed in as `name`. Raises Refused."""
    size = path.stat().st_size
    if size == 0:
        raise Refused(_("“%(name)s”是空文件，请检查后重新选择") % {"name": name})
    if size > LARGEST:
        raise Refused(_("“%(name)s”超过 50 MB，请压缩或拆分后再上传") % {"name": name})
    kind = KINDS[_recognised(path, name)]
    end = PurePosixPath(name.lower()).suffix
    if end not in kind.ends:
        raise Refused(
            _("“%(name)s”的内容是 %(kind)s，与扩展名不符，请改正文件名后再上传")
            % {"name": name, "kind": kind.name.upper()}
        )
    mark = mark_in(_head_of(path, kind))
    if mark:
        raise Refused(_("“%(name)s”标有“%(mark)s”，涉密文件不得上传到本平台") % {"name": name, "mark": mark})
    return kind


def _recognised(path: Path, name: str) -> str:
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "webp"
    if head.startswith(b"PK\x03\x04"):
        return _packed(path, name)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused(_("“%(name)s”是旧版 Office 或加密文件，请另存为 docx 或 xlsx 后再上传") % {"name": name})
    if _is_text(path, head):
        return "txt"
    raise Refused(
        _("“%(name)s”的类型不在允许之列：PDF、OFD、DOCX、XLSX、TXT、CSV、PNG、JPG、WEBP、ZIP") % {"name": name}
    )


def _packed(path: Path, name: str) -> str:
    """Which of the packed kinds it is, after looking for what must not be inside."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Refused(_("“%(name)s”已损坏，打不开") % {"name": name}) from error
    if len(members) > MOST_PACKED or sum(member.file_size for member in members) > LARGEST_UNPACKED:
        raise Refused(_("“%(name)s”解开后过大，请拆分后再上传") % {"name": name})
    if any(member.flag_bits & 1 for member in members):
        raise Refused(_("“%(name)s”加了密码，无法检查，请去掉密码后再上传") % {"name": name})
    names = {member.filename.replace("\\", "/").lower() for member in members}
    for member in names:
        if member.endswith("vbaproject.bin"):
            raise Refused(_("“%(name)s”含有宏，请另存为不含宏的文件后再上传") % {"name": name})
        if PurePosixPath(member).suffix in PROGRAMS:
            raise Refused(_("“%(name)s”里有可执行文件 %(member)s，不能上传") % {"name": name, "member": member})
    for kind, mark in (("docx", "word/document.xml"), ("xlsx", "xl/workbook.xml"), ("ofd", "ofd.xml")):
        if mark in names:
            return kind
    return "zip"


def _is_text(path: Path, head: bytes) -> bool:
    """True for plain text in UTF-8, UTF-16 or GB18030 that no browser or shell would take for a program."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"mz", b"\x7felf", b"#!", b"<!doctype", b"<html", b"<script", b"<svg", b"<?xml", b"<?php")):
        return False
    return text_in(path.read_bytes()) is not None


def text_in(content: bytes) -> str | None:
    """The text, or None if the bytes are not text."""
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if re.search(r"[\x00-\x08\x0b\x0e-\x1f\x7f]", text) else text
    return None


def _head_of(path: Path, kind: Kind) -> list[str]:
    """The lines where a mark of secrecy would stand; none for kinds without text to read."""
    if kind.name == "docx":
        return docx_head(path)
    if kind.name == "pdf":
        return pdf_head(path)
    return text_head(text_in(path.read_bytes()) or "") if kind.name == "txt" else []
