"""The heading tree: which paragraphs are headings, where a heading runs into its text, and how deep each one stands.

A heading's depth follows from its style. Numbers have a fixed order (第一章, 一、, （一）, 1., （1）); headings without numbers take
their place from where they first appear; a run-in heading is always the lowest.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from zugong.kernel.documents.reading import phrases
from zugong.kernel.documents.reading.joining import Paragraph
from zugong.kernel.documents.reading.levels import Style, assign_levels
from zugong.kernel.documents.reading.numbering import APPENDIX, Mark, read_mark
from zugong.kernel.documents.reading.shapes import Block, BlockKind

_LONGEST_NUMBERED = 60
_LONGEST_HEAD = 42
_HEAD_REACH = 200
# From this style of number down, a first sentence with a figure is an item of a list: 1.引进博士20名。
_LOWEST_CHAPTER = 7
_LONGEST_RUN_IN = 22
_SHORTEST_TEXT = 20
# `产业化引领，让农业更兴。` is a heading in two beats; longer pairs are sentences.
_LONGEST_PAIR = 16
_BOX = re.compile(r"专栏\s?[\d一二三四五六七八九十]*\s?[：: ]?[^。；]+$")
_CAPTION = re.compile(r"[表图]\s?[\d一二三四五六七八九十]{1,3}[\s：:.\-“]")
_ENUMERATION = re.compile(
    r"^[一二三四五六七八九十]{1,3}(?:是|要|为|抓)|^(?:第[一二三四五六七八九十]|首先|其次|再次|最后)[，,]"
)
_NO_RUN_IN = re.compile(
    r"^(?:这|其|我们|会议|同时|此外|目前|截至|近年|今年|去年|一年来|过去|各|每|所有|凡|同志|要求|以上|下一步|据|经|确保|力争)"
    r"|都要|必须|应当|不得|已经"
    r"|(?:指出|强调|要求|认为|表示|如下|包括|分别是|即|是|为|有|例如|如)$|[了吗呢]$"
)
_FIRST_SENTENCE = re.compile(r"^((?:[^。！？：:“”《》（）()]|“[^”]*”|《[^》]*》|（[^）]*）|\([^)]*\))+)([。！？：:])")
_QUANTITY = re.compile(r"\d[\d.,]*\s?(?:[万亿千百]{0,2}[个名人户家次场项件所处支批亩套座元吨公条辆台张期米]|%|[万亿])")
_QUOTED = re.compile(r"“[^”]*”|《[^》]*》|（[^）]*）|\([^)]*\)")
_HEAD_UPON_HEAD = re.compile(r"^([一二三四五六七八九十]{1,3}、[^，。；（）]{2,30})(?=（一）)")
_INNER_HEAD = re.compile(
    r"(?<=[。；！？])(?=(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）)[^，。；、]{2,30}[。：]?)"
)


@dataclass(slots=True)
class _Part:
    """A paragraph as heading and text, either of which may be absent, and the style of its heading."""

    paragraph: Paragraph
    head: str = ""
    body: str = ""
    style: Style | None = None
    run_in: bool = False
    begins: bool = False
    lone: bool = False


def build_outline(paragraphs: Sequence[Paragraph], titles: frozenset[int] = frozenset()) -> list[Block]:
    """Turn paragraphs into blocks; `titles` are the places of the paragraphs that make up a document's title."""
    parts: list[_Part] = []
    same_depth = _numbers_by_format(paragraphs)
    for at, paragraph in enumerate(paragraphs):
        if at in titles:
            parts.append(_Part(paragraph, head=paragraph.text))
        else:
            parts += [_part(piece, same_depth) for piece in _pieces(paragraph)]
    _settle_lone_sentences(parts)
    _find_plain_headings(parts)
    _settle_run_ins(parts)
    levels = assign_levels([part.style for part in parts], [part.begins for part in parts])
    blocks: list[Block] = []
    for part, level in zip(parts, levels, strict=True):
        blocks += _blocks(part, level)
    return blocks


def _blocks(part: _Part, level: int) -> list[Block]:
    line, text = part.paragraph.line, part.paragraph.text
    if part.paragraph.row:
        return [Block(BlockKind.ROW, text, line=line)]
    if part.head and not part.style:
        return [Block(BlockKind.TITLE, text, line=line)]
    if not part.style:
        return [Block(BlockKind.PARAGRAPH, text, line=line)]
    blocks = [Block(BlockKind.HEADING, part.head, level, line)]
    if part.body:
        blocks.append(Block(BlockKind.PARAGRAPH, part.body, line=line))
    return blocks


def _pieces(paragraph: Paragraph) -> list[Paragraph]:
    """Part a paragraph in which numbered headings lost their line breaks."""
    if paragraph.row or len(paragraph.text) < 60:
        return [paragraph]
    texts = [text for piece in _INNER_HEAD.split(paragraph.text) for text in _HEAD_UPON_HEAD.split(piece) if text]
    return [
        Paragraph(text, paragraph.line, paragraph.page, paragraph.gap and not n, paragraph.level if not n else 0)
        for n, text in enumerate(texts)
    ]


def _numbers_by_format(paragraphs: Sequence[Paragraph]) -> dict[int, Style]:
    """For each heading level of the format, the style of number that its headings mostly bear."""
    seen: dict[int, Counter[int]] = {}
    for paragraph in paragraphs:
        mark = read_mark(paragraph.text) if paragraph.level else None
        if mark and mark.style != APPENDIX:
            seen.setdefault(paragraph.level, Counter())[mark.style] += 1
    return {level: Style("number", counts.most_common(1)[0][0]) for level, counts in seen.items()}


def _part(paragraph: Paragraph, same_depth: Mapping[int, Style]) -> _Part:
    text = paragraph.text
    if paragraph.row or not text:
        return _Part(paragraph)
    mark = read_mark(text)
    if paragraph.level:
        own = Style("number", mark.style) if mark and mark.style != APPENDIX else None
        style = own or same_depth.get(paragraph.level) or Style("styled", paragraph.level)
        return _Part(paragraph, head=text.rstrip("：:。"), style=style)
    if mark:
        part = _numbered(paragraph, mark)
        part.begins = mark.ordinal == 1
        return part
    if _BOX.match(text) and len(text) <= _LONGEST_HEAD:
        return _Part(paragraph, head=text, style=Style("plain"))
    if _ENUMERATION.match(text) or _CAPTION.match(text) or phrases.is_label(text) or phrases.is_salutation(text):
        return _Part(paragraph)
    return _perhaps_run_in(paragraph)


def _numbered(paragraph: Paragraph, mark: Mark) -> _Part:
    style = Style("appendix" if mark.style == APPENDIX else "number", mark.style)
    text, rest = paragraph.text, mark.rest
    if mark.style == APPENDIX and (len(rest) > 40 or read_mark(rest) or phrases.has_prose(rest)):
        return _Part(paragraph)
    if not rest:
        return _Part(paragraph, head=mark.text, style=style) if mark.style <= 6 else _Part(paragraph)
    if phrases.is_label(rest):
        return _Part(paragraph)
    found = _FIRST_SENTENCE.match(rest[:_HEAD_REACH])
    if not found:
        closed = not phrases.ends(rest) and not rest.endswith(("，", "、")) and not _is_item(rest)
        fits = closed and len(rest) <= _LONGEST_NUMBERED and "；" not in rest
        return _Part(paragraph, head=text, style=style) if fits else _Part(paragraph)
    head, body = found[1], rest[found.end() :].strip()
    start = text[: len(text) - len(rest)]
    if mark.style == 4 and phrases.has_prose(head):
        return _Part(paragraph, head=mark.text, body=rest, style=style)
    if not body:
        single = found[2] in "：:" or (len(head) <= 20 and not phrases.has_prose(head) and not _QUANTITY.search(head))
        return _Part(paragraph, head=start + head, style=style, lone=found[2] == "。") if single else _Part(paragraph)
    bare = _QUOTED.sub("", head)
    if len(head) > _LONGEST_HEAD or phrases.count_commas(bare) > 2 or "；" in bare or _is_item(head):
        return _Part(paragraph)
    if mark.style >= _LOWEST_CHAPTER and _QUANTITY.search(bare):
        return _Part(paragraph)
    if found[2] in "：:" and (len(head) > 25 or _NO_RUN_IN.search(head)):
        return _Part(paragraph)
    return _Part(paragraph, head=start + head, body=body, style=style)


def _is_item(text: str) -> bool:
    """Whether a numbered text is an item of a list with its own figure, and no heading."""
    return phrases.has_prose(text) and bool(_QUANTITY.search(text))


def _perhaps_run_in(paragraph: Paragraph) -> _Part:
    found = _FIRST_SENTENCE.match(paragraph.text[:_HEAD_REACH])
    if not found:
        return _Part(paragraph)
    head, body = found[1].strip(), paragraph.text[found.end() :].strip()
    commas = phrases.count_commas(_QUOTED.sub("", head))
    if (
        not 2 <= len(head) <= (_LONGEST_PAIR if commas else _LONGEST_RUN_IN)
        or commas > 1
        or "；" in head
        or len(body) < 6
    ):
        return _Part(paragraph)
    if _NO_RUN_IN.search(head) or (commas and found[2] in "：:"):
        return _Part(paragraph)
    if phrases.date_in(head) or _QUANTITY.search(head):
        return _Part(paragraph)
    return _Part(paragraph, head=head, body=body, run_in=True)


def _settle_lone_sentences(parts: Sequence[_Part]) -> None:
    """A numbered sentence alone is a heading only when text without a number follows; else it is an item of a list."""
    for part, after in pairwise([*parts, None]):
        if part is None or not part.lone:
            continue
        if after is None or after.style or after.paragraph.row or not _reads_on(after.paragraph.text):
            part.style, part.head = None, ""


def _reads_on(text: str) -> bool:
    return len(text) >= _SHORTEST_TEXT and not phrases.is_label(text)


def _settle_run_ins(parts: Sequence[_Part]) -> None:
    """A short first sentence is a heading when its neighbours begin alike, or when it is bold."""
    total = sum(part.run_in for part in parts)
    section: list[_Part] = []
    for part in [*parts, None]:
        if part is not None and (part.run_in or not part.style):
            section.append(part)
            continue
        likely = [part for part in section if part.run_in]
        for candidate in likely:
            own = total >= 4 and len(candidate.head) <= 12 and not phrases.has_prose(candidate.head)
            if len(likely) >= 2 or own or candidate.paragraph.bold or len(candidate.head) <= 5:
                candidate.style = Style("run-in")
            else:
                candidate.head = candidate.body = ""
        section = []


def _find_plain_headings(parts: Sequence[_Part]) -> None:
    """Mark as headings the short phrases without numbers that stand before text of their own."""
    likely = [_is_plain_candidate(part) for part in parts]
    for at, part in enumerate(parts):
        if not likely[at] or at + 1 == len(parts):
            continue
        if part.paragraph.bold:
            part.style, part.head = Style("bold"), _named(part.paragraph.text)
            continue
        after = parts[at + 1]
        before_run = at
        while before_run > 0 and likely[before_run - 1] and not parts[before_run - 1].paragraph.bold:
            before_run -= 1
        after_run = at + 1
        while after_run < len(parts) and likely[after_run] and not parts[after_run].paragraph.bold:
            after_run += 1
        listed = after_run - before_run >= 3
        if after_run < len(parts) and _has_text(parts[after_run]) and (not listed or after is parts[after_run]):
            part.style, part.head = Style("plain"), _named(part.paragraph.text)


def _is_plain_candidate(part: _Part) -> bool:
    text = part.paragraph.text
    if part.head or part.style or part.paragraph.row:
        return False
    name = _named(text)
    if name != text and (len(name) > 12 or phrases.is_salutation(text) or _NO_RUN_IN.search(name)):
        return False
    if len(name) < 4 and name not in {"前言", "序言", "引言", "总则", "附则", "结语", "编者按", "背景"}:
        return False
    if part.paragraph.joined > 3 or phrases.is_document_number(name) or phrases.is_signature(name):
        return False
    if _ENUMERATION.match(name) or _CAPTION.match(name) or _is_item(name):
        return False
    return phrases.fits_a_heading(name, longest=36) and not phrases.count_commas(_QUOTED.sub("", name)[20:])


def _named(text: str) -> str:
    return text.rstrip("：:")


def _has_text(part: _Part) -> bool:
    """Whether a heading may stand before this part: text, a row of a table, or a numbered or run-in heading."""
    if part.paragraph.bold and not part.body:
        return False
    if phrases.is_date_line(part.paragraph.text) or phrases.is_signature(part.paragraph.text):
        return False
    return part.run_in or part.style is not None or part.paragraph.row or len(part.paragraph.text) >= 12
