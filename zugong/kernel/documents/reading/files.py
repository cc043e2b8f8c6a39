"""From bytes to an extract: how large, of what kind, in which encoding."""

import codecs
import re
from pathlib import Path

from zugong.kernel.documents.reading.lines import Extract, is_han, lines_of_text
from zugong.kernel.documents.reading.shapes import CannotRead

LARGEST_FILE = 100 * 1024 * 1024
LARGEST_TEXT = 20 * 1024 * 1024
FEWEST_CHARACTERS = 6
SMALLEST_SHARE = 0.2

_NEITHER_PLAN_NOR_TEXT = (
    (b"\x89PNG", "这是一张图片，没有文字层；请换成有文字的 PDF、DOCX、TXT 或 HTML 文件。"),
    (b"\xff\xd8\xff", "这是一张图片，没有文字层；请换成有文字的 PDF、DOCX、TXT 或 HTML 文件。"),
    (b"GIF8", "这是一张图片，没有文字层；请换成有文字的 PDF、DOCX、TXT 或 HTML 文件。"),
    (b"{\\rtf", "暂不支持 RTF 文件，请另存为 DOCX 后再试。"),
    (b"Rar!", "这是压缩包，请解压后选择其中的计划文件。"),
    (b"7z\xbc\xaf", "这是压缩包，请解压后选择其中的计划文件。"),
    (b"\x1f\x8b", "这是压缩包，请解压后选择其中的计划文件。"),
)
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TAGS = re.compile(
    r"<\s*(?:!doctype\s+html|html|head|body|div|p|table|meta|span|article|h[1-6])\b[^>]*>", re.IGNORECASE
)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")


def content_of(path: Path) -> bytes:
    """Return the file's bytes; raise CannotRead when it is absent, a folder, empty or too large to be a plan."""
    try:
        if not path.is_file():
            raise CannotRead(f"找不到文件“{path.name}”，请检查路径。")
        if path.stat().st_size > LARGEST_FILE:
            raise CannotRead(_too_large(path.stat().st_size))
        return path.read_bytes()
    except OSError as error:
        raise CannotRead(f"打不开文件“{path.name}”，请检查路径和读取权限。") from error


def extract(content: bytes, name: str) -> Extract:
    """Read the lines of a plan from the bytes of a file; the kind is judged by the bytes, not by the name."""
    if len(content) > LARGEST_FILE:
        raise CannotRead(_too_large(len(content)))
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise CannotRead("文件是空的，没有可读的内容。")
    found = _extract_by_kind(content, name)
    _refuse_other_than_plans(found)
    return found


def decode(content: bytes) -> str:
    """Decode UTF-8 (with or without mark), UTF-16 or GB18030; raise CannotRead when it is none of them."""
    if len(content) > LARGEST_TEXT:
        raise CannotRead(f"文字超过 {LARGEST_TEXT // 1024 // 1024} MB，不像一份计划，请拆分后再试。")
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            # An odd byte or a cut character at the very end is no reason to refuse a whole plan.
            return _plain(content.decode(encoding, errors="ignore"))
    for encoding in _candidates(content):
        try:
            return _plain(content.decode(encoding))
        except UnicodeDecodeError as error:
            if error.start >= len(content) - 4 and error.start > 0:
                return _plain(content[: error.start].decode(encoding))
    raise CannotRead("认不出文件的文字编码，请另存为 UTF-8 文本后再试。")


def _candidates(content: bytes) -> list[str]:
    # Only UTF-16 writes zero bytes: in line ends, digits, and a few characters such as 一.
    if b"\x00" not in content[:4096]:
        return ["utf-8", "gb18030"]
    return sorted(["utf-16-le", "utf-16-be"], key=lambda encoding: -_likeness(content[:4096], encoding))


def _likeness(sample: bytes, encoding: str) -> int:
    """How many characters of the sample are such as plans are written with, if this is its encoding."""
    text = sample.decode(encoding, errors="ignore")
    return sum(
        "一" <= char <= "龥" or char in "，。、；：“”（）" or " " <= char <= "~" or char == "\n" for char in text
    )


def _plain(text: str) -> str:
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n")
    text = re.sub("[\u2028\u2029\x85]", "\n", text)
    if len(_CONTROLS.findall(text)) > len(text) / 100:
        raise CannotRead("这不是文字文件，读不出计划；请选择 PDF、DOCX、TXT 或 HTML 文件。")
    return _CONTROLS.sub("", text)


def _extract_by_kind(content: bytes, name: str) -> Extract:
    for mark, sentence in _NEITHER_PLAN_NOR_TEXT:
        if content.startswith(mark):
            raise CannotRead(sentence)
    if content.startswith(_COMPOUND_FILE):
        raise CannotRead(_sentence_on_compound_file(content))
    # Each format's library is loaded only for a file of that format: the command must start fast.
    if b"%PDF-" in content[:1024]:
        from zugong.kernel.documents.reading.pdf import extract_pdf

        return extract_pdf(content)
    if content.startswith(b"PK"):
        from zugong.kernel.documents.reading.word import extract_word

        return extract_word(content)
    text = decode(content)
    if len(_TAGS.findall(text[:20000])) >= 2 or (Path(name).suffix.lower() in {".htm", ".html"} and _TAGS.search(text)):
        from zugong.kernel.documents.reading.webpages import extract_webpage

        return extract_webpage(text)
    return Extract(lines_of_text(text), text)


def _refuse_other_than_plans(found: Extract) -> None:
    characters = [char for line in found.lines for char in line.text if not char.isspace()]
    han = sum(map(is_han, characters))
    if han < FEWEST_CHARACTERS or han < SMALLEST_SHARE * len(characters):
        raise CannotRead("文件里几乎没有中文正文，看不出是一份计划；请换一个文件。")


def _sentence_on_compound_file(content: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in content:
        return "文件已加密，请解除密码后再试。"
    return "这是旧版 Office 或 WPS 文件，请另存为 DOCX 或 PDF 后再试。"


def _too_large(size: int) -> str:
    return f"文件有 {size // 1024 // 1024} MB，超过 {LARGEST_FILE // 1024 // 1024} MB 的上限，不像一份计划。"
