"""Mends inside a line that need no neighbours: forms of characters and stray spaces."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from zugong.kernel.documents.reading.lines import CELL_MARK, Line
from zugong.kernel.documents.reading.shapes import Repair

_FULL_WIDTH: dict[int, int | str] = {ord("０") + n: ord("0") + n for n in range(10)}
_FULL_WIDTH |= {ord(first) + n: ord(first) - 0xFEE0 + n for first in "Ａａ" for n in range(26)}
_FULL_WIDTH |= {ord(wide): plain for wide, plain in zip("％＋｡､｢｣", "%+。、「」", strict=True)}
_INVISIBLE: dict[int, int | str | None] = dict.fromkeys(
    [0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0xFE00, 0xFE10)]
)
_SPACES: dict[int, int | str] = {0xA0: " ", 0x2002: " ", 0x2003: "\u3000", 0x2009: " ", 0x202F: " "}
_FORMS: dict[int, int | str | None] = {**_FULL_WIDTH, **_INVISIBLE, **_SPACES}
# Fonts often map characters to look-alikes: radicals and compatibility ideographs, and private bullets.
_LOOK_ALIKES = re.compile("[⺀-⿕\uf900-\ufaff\ufb00-\ufb06]")
# For these radicals Unicode names no equal, or the traditional one, although fonts use them for the characters.
_RADICALS = dict(
    zip(
        "⼾⾭⿈⺁⺊⺋⺍⺎⺓⺕⺗⺝⺟⺠⺡⺢⺩⺫⺮⺶⺸⻁⻄⻅⻆⻉⻊⻋⻓⻔⻘⻙⻚⻛⻜⻝⻞⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻳",
        "户青黄厂卜卩小兀幺彐心月母民水水王目竹羊羊虎西见角贝足车长门青韦页风飞食食马骨鬼鱼鸟卤麦黄黾齐齐齿齿龙龙龟",
        strict=True,
    )
)
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_DECIMAL_POINT = re.compile(r"(?<=\d)．(?=\d)")

_HAN = "㐀-鿿豈-\ufaff"
_CHINESE = _HAN + "\u3000-〿！-｠“”‘’…—·①-⑳"
_SPACE = r"[ \t\u3000]"
_NUMBERED = re.compile(rf"^第[一二三四五六七八九十百\d]{{1,5}}(?:部分|[章节条篇编])(?={_SPACE})")
_CLOSABLE = re.compile(rf"(?<=[{_CHINESE}]){_SPACE}+(?=\S)|(?<=\S){_SPACE}+(?=[{_CHINESE}])")
_SPACED_SIGN = re.compile(r"(?<=[\d㐀-鿿])[ \t]*([∶/～~])[ \t]*(?=[\d㐀-鿿])")
_SPACED_YEAR = re.compile(r"(?<![\d.])([12]) (\d) (\d) (\d)(?=\s?年)")
_NOT_A_LABEL = re.compile(rf"[，。；：、（）()\d]|{_NUMBERED.pattern}")
_LETTER_SPACED = re.compile(rf"(?:^|(?<=\s))[{_HAN}](?:[ \u3000][{_HAN}]){{1,}}(?=\s|$)")


def mend_forms(lines: Sequence[Line]) -> tuple[list[Line], list[Repair]]:
    """Bring full-width digits and letters, look-alikes and invisible characters to their ordinary form."""
    mended, repairs = [], []
    for line in lines:
        text = ordinary_forms(line.text)
        if text.strip() != line.text.strip():
            repairs.append(Repair("form", line.number, line.text.strip(), text.strip()))
        if text.strip():
            mended.append(line if text == line.text else replace(line, text=text))
    return mended, repairs


def close_spaces(lines: Sequence[Line]) -> tuple[list[Line], list[Repair]]:
    """Take out spaces that separate nothing, as in `重 点 任 务`; rows of tables are closed within their cells."""
    mended: list[Line] = []
    repairs: list[Repair] = []
    for line in lines:
        text = line.text.strip()
        if line.row:
            closed = CELL_MARK.join(without_stray_spaces(cell.strip()) for cell in text.split(CELL_MARK))
            pieces = [closed]
        else:
            pieces = [without_stray_spaces(piece) for piece in _labels(text)]
        if pieces != [text]:
            repairs.append(Repair("space", line.number, text, "\n".join(pieces)))
        mended += [replace(line, text=piece, gap=line.gap and not n) for n, piece in enumerate(pieces) if piece]
    return mended, repairs


def ordinary_forms(text: str) -> str:
    """The text with every character in its ordinary form."""
    if text.isascii():
        return text
    text = text.translate(_FORMS)
    text = _LOOK_ALIKES.sub(lambda found: _RADICALS.get(found[0]) or unicodedata.normalize("NFKC", found[0]), text)
    return _DECIMAL_POINT.sub(".", _PRIVATE.sub("", text))


def without_stray_spaces(text: str) -> str:
    """The text without spaces beside Chinese characters, keeping the one that parts `第一章` from its name."""
    text = _SPACED_YEAR.sub(r"\1\2\3\4", text)
    text = _SPACED_SIGN.sub(r"\1", text)
    number = _NUMBERED.match(text)
    if number:
        return f"{number[0]} {_CLOSABLE.sub('', text[number.end() :].strip())}"
    return _CLOSABLE.sub("", text)


def _labels(text: str) -> list[str]:
    """Part a line of labels, one of them letter-spaced (`总体目标 重 点 任 务`), into its labels."""
    if len(text) > 40 or _NOT_A_LABEL.search(text) or not _LETTER_SPACED.search(text):
        return [text]
    groups: list[str] = []
    open_group = False
    for word in text.split():
        if len(word) == 1 and open_group:
            groups[-1] += f" {word}"
        else:
            groups.append(word)
        open_group = len(word) == 1
    # `李 明` and `重 点 任 务` are one label each; only a mixture of spaced and unspaced words is a row of labels.
    return groups if all(len(group) > 1 for group in groups) else [text]
