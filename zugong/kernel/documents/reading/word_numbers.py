"""Numbers that Word counts itself, and what a paragraph's style says of it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DIGITS = "〇一二三四五六七八九"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_HEADING_NAME = re.compile(r"(?:heading|标题)\s*(\d)", re.IGNORECASE)
_CONTENTS_NAME = re.compile(r"(?:toc|目录)\s*\d", re.IGNORECASE)
_LONGEST_CHAIN = 12


@dataclass(frozen=True, slots=True)
class StyleFacts:
    """What a paragraph's style says: a heading's level (0 for none), title or contents list, its list and depth there."""

    level: int = 0
    is_title: bool = False
    list_id: str = ""
    depth: int = 0
    in_contents: bool = False


@dataclass(slots=True)
class _Level:
    form: str = "decimal"
    text: str = ""
    start: int = 1


@dataclass(slots=True)
class _List:
    levels: dict[int, _Level] = field(default_factory=dict)


class Styles:
    """The styles of a document, resolved along their chains."""

    def __init__(self, root: etree._Element | None) -> None:
        self.styles = (
            {} if root is None else {style.get(f"{_W}styleId", ""): style for style in root.findall(f"{_W}style")}
        )

    def of(self, paragraph: etree._Element) -> StyleFacts:
        """Return what the paragraph's own settings and its style say."""
        style_id = _value(paragraph, f"{_W}pPr/{_W}pStyle")
        level, title, list_id, depth, contents = 0, False, "", 0, False
        for _ in range(_LONGEST_CHAIN):
            style = self.styles.get(style_id)
            if style is None:
                break
            name = _value(style, f"{_W}name")
            named = _HEADING_NAME.fullmatch(name)
            level = level or (int(named[1]) if named else 0)
            title = title or name.lower() in {"title", "标题"}
            contents = contents or bool(_CONTENTS_NAME.match(name))
            if not list_id:
                list_id, depth = _list_of(style)
            style_id = _value(style, f"{_W}basedOn")
        outline = _value(paragraph, f"{_W}pPr/{_W}outlineLvl")
        if not level and outline.isdecimal() and int(outline) < 9:
            level = int(outline) + 1
        return StyleFacts(0 if title or contents else level, title, list_id, depth, contents)


class Numbering:
    """Counts the numbered paragraphs of a document as Word does."""

    def __init__(self, root: etree._Element | None) -> None:
        self.lists: dict[str, _List] = {}
        self.abstract_of: dict[str, str] = {}
        self.counts: dict[str, dict[int, int]] = {}
        if root is not None:
            self._load(root)

    def mark_for(self, paragraph: etree._Element, style: StyleFacts) -> str:
        """Return the number that Word shows before the paragraph, counting it; nothing for bullets and plain text."""
        list_id, depth = _list_of(paragraph)
        if not list_id:
            list_id, depth = style.list_id, style.depth
        key = self.abstract_of.get(list_id, "")
        levels = self.lists[list_id].levels if list_id in self.lists else {}
        if depth not in levels:
            return ""
        counts = self.counts.setdefault(key, {})
        counts[depth] = counts.get(depth, levels[depth].start - 1) + 1
        for deeper in [at for at in counts if at > depth]:
            del counts[deeper]
        return self._shown(levels, counts, depth)

    def _shown(self, levels: dict[int, _Level], counts: dict[int, int], depth: int) -> str:
        level = levels[depth]
        if level.form in {"bullet", "none"}:
            return ""

        def figure(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            own = levels.get(at, level)
            return _in_form(counts.get(at, own.start), own.form)

        return re.sub(r"%(\d)", figure, level.text)

    def _load(self, root: etree._Element) -> None:
        abstract = {}
        for element in root.findall(f"{_W}abstractNum"):
            levels = {int(level.get(f"{_W}ilvl", "0")): _level(level) for level in element.findall(f"{_W}lvl")}
            abstract[element.get(f"{_W}abstractNumId", "")] = levels
        for element in root.findall(f"{_W}num"):
            list_id, origin = element.get(f"{_W}numId", ""), _value(element, f"{_W}abstractNumId")
            levels = dict(abstract.get(origin, {}))
            restarts = False
            for override in element.findall(f"{_W}lvlOverride"):
                at = int(override.get(f"{_W}ilvl", "0"))
                own = override.find(f"{_W}lvl")
                start = _value(override, f"{_W}startOverride")
                restarts = restarts or bool(start)
                level = _level(own) if own is not None else levels.get(at, _Level())
                levels[at] = _Level(level.form, level.text, int(start) if start.isdecimal() else level.start)
            self.lists[list_id] = _List(levels)
            self.abstract_of[list_id] = f"{origin}/{list_id}" if restarts else origin


def _level(element: etree._Element) -> _Level:
    start = _value(element, f"{_W}start")
    return _Level(
        _value(element, f"{_W}numFmt") or "decimal",
        _value(element, f"{_W}lvlText"),
        int(start) if start.isdecimal() else 1,
    )


def _list_of(element: etree._Element) -> tuple[str, int]:
    list_id = _value(element, f"{_W}pPr/{_W}numPr/{_W}numId")
    depth = _value(element, f"{_W}pPr/{_W}numPr/{_W}ilvl")
    return list_id, int(depth) if depth.isdecimal() else 0


def _value(element: etree._Element, path: str) -> str:
    found = element.find(path)
    return "" if found is None else found.get(f"{_W}val", "")


def _chinese(number: int) -> str:
    if number >= 100:
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    tens, ones = divmod(number, 10)
    shown = ("" if tens == 1 else _DIGITS[tens]) + "十" if tens else ""
    return shown + (_DIGITS[ones] if ones or not tens else "")


def _roman(number: int) -> str:
    shown = ""
    for value, letters in (
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ):
        while number >= value:
            shown, number = shown + letters, number - value
    return shown


_FORMS: dict[str, Callable[[int], str]] = {
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "chineseLegalSimplified": _chinese,
    "japaneseCounting": _chinese,
    "ideographDigital": _chinese,
    "taiwaneseCounting": _chinese,
    "decimalEnclosedCircle": lambda number: _CIRCLED[number - 1] if 1 <= number <= 20 else str(number),
    "decimalEnclosedCircleChinese": lambda number: _CIRCLED[number - 1] if 1 <= number <= 20 else str(number),
    "upperLetter": lambda number: chr(ord("A") + (number - 1) % 26),
    "lowerLetter": lambda number: chr(ord("a") + (number - 1) % 26),
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "decimalZero": lambda number: f"{number:02}",
}


def _in_form(number: int, form: str) -> str:
    return _FORMS.get(form, str)(number)
