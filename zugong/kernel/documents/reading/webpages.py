"""Plans published on web pages: the main text, without scripts, menus and buttons."""

import re
from collections.abc import Iterator
from datetime import date

from lxml import etree, html

from zugong.kernel.documents.reading import phrases
from zugong.kernel.documents.reading.lines import CELL_MARK, Extract, Line
from zugong.kernel.documents.reading.shapes import CannotRead
from zugong.kernel.documents.reading.titles import date_on_card

_DROPPED = (
    *("script", "style", "noscript", "nav", "header", "footer", "aside", "form"),
    *("button", "select", "iframe", "svg", "template", "head"),
)
_MENUS = re.compile(
    r"(?:^|[-_\s])(?:nav|menu|breadcrumb|crumb|footer|sidebar|share|toolbar|pagination|login|copyright|recommend|related)"
    r"(?:$|[-_\s])",
    re.IGNORECASE,
)
_BLOCKS = frozenset(
    [
        *("address", "article", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset", "figcaption"),
        *("figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "main", "ol", "p", "pre", "section"),
        *("table", "tbody", "td", "th", "thead", "tr", "ul"),
    ]
)
_FRAMES = frozenset(["div", "section", "article", "main", "center", "table", "tbody", "tr", "td", "span"])
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
# The share of the text that one element must hold to be taken for the main text.
_MAIN_SHARE = 0.75
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_DEEPEST = 200
_LARGEST_MENU = 2000
_CARD_REACH = 4000
_LONGEST_TITLE = 100


def extract_webpage(text: str) -> Extract:
    """Read the main text of a web page."""
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    try:
        root = html.document_fromstring(
            text, parser=html.HTMLParser(remove_comments=True, huge_tree=False, no_network=True)
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise CannotRead("网页文件里没有可读的正文，请另存为文本或 PDF 后再试。") from error
    title, dated = _title(root), _dated(root)
    body = root.find("body")
    body = root if body is None else body
    _drop(body)
    dated = dated or date_on_card(body.text_content()[:_CARD_REACH])
    main = _main(body)
    reader = _Reader()
    reader.add(_heading_outside(body, main, title))
    reader.walk(main, 0)
    reader.end()
    return Extract(reader.lines, "\n".join(reader.source), title=title, dated=dated)


class _Reader:
    """Collects the blocks of a page as whole lines."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.source: list[str] = []
        self.open: list[str] = []
        self.level = 0
        self.broken = False

    def walk(self, element: html.HtmlElement, depth: int) -> None:
        """Read the element and all below it; blocks end lines, inline elements do not."""
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag == "table" and _is_table(element):
            self.end()
            self._table(element)
        elif tag == "br":
            self.end(broken=True)
        elif depth < _DEEPEST:
            block = tag in _BLOCKS
            if block:
                self.end()
            self.level = _HEADINGS.get(tag, self.level)
            self.open.append(_inline(element.text, pre=tag == "pre"))
            for child in element:
                self.walk(child, depth + 1)
            if block:
                self.end()
                self.level = 0
        self.open.append(_inline(element.tail, pre=False))

    def end(self, *, broken: bool = False) -> None:
        """End the line; `broken` says that it ends at a line break inside a paragraph."""
        for piece in "".join(self.open).split("\n"):
            self.add(piece, level=self.level, whole=not (broken or self.broken))
        self.open = []
        self.broken = broken

    def add(self, text: str, *, level: int = 0, whole: bool = True, row: bool = False) -> None:
        """Add one line, unless it is blank."""
        stripped = text.strip()
        if not stripped:
            return
        indent = len(text.rstrip()) - len(text.strip())
        self.source.append(stripped)
        # A first-level heading is the title of the page; its parts are headed from the second level down.
        level = level if level >= 2 and len(stripped) <= 80 else 0
        self.lines.append(Line(stripped, len(self.source), indent=min(indent, 4), whole=whole, level=level, row=row))

    def _table(self, table: html.HtmlElement) -> None:
        for row in table.iter("tr"):
            cells = [_flat(cell).replace(CELL_MARK, "|") for cell in row if cell.tag in {"td", "th"}]
            if any(cells):
                self.add(CELL_MARK.join(cells), row=len(cells) > 1)


def _heading_outside(body: html.HtmlElement, main: html.HtmlElement, title: str) -> str:
    """The printed title of the page where it stands outside the main text."""
    inside = set(main.iter())
    for element in body.iter("h1", "h2", "h3", "div", "td", "p", "span"):
        if element in inside or main in set(element.iter()):
            continue
        if element.tag == "h1" or "title" in element.get("class", "").lower():
            text = _flat(element)
            if element.tag == "h1" or (text and (text in title or title in text)):
                return text if len(text) <= _LONGEST_TITLE else ""
    return ""


def _inline(text: str | None, *, pre: bool) -> str:
    if not text:
        return ""
    return text if pre else re.sub(r"[ \t\r\n\f]+", " ", text)


def _flat(element: html.HtmlElement) -> str:
    return re.sub(r"\s+", " ", element.text_content()).strip()


def _is_table(table: html.HtmlElement) -> bool:
    """Whether the table holds data: small cells in several columns, and no table within."""
    rows = [[_flat(cell) for cell in row if cell.tag in {"td", "th"}] for row in table.iter("tr")]
    cells = [cell for row in rows for cell in row if cell]
    if table.find(".//table") is not None or not cells or max(map(len, rows)) < 2:
        return False
    return max(map(len, cells)) < 600 and sum(len(row) >= 2 for row in rows) >= 0.5 * len(rows)


def _drop(body: html.HtmlElement) -> None:
    for element in list(body.iter(*_DROPPED)):
        if element is not body:
            element.drop_tree()
    for element in list(body.iter("div", "ul", "ol", "span", "p", "section", "table")):
        named = f"{element.get('class', '')} {element.get('id', '')}"
        unseen = _HIDDEN.search(element.get("style", "")) or (
            _MENUS.search(named) and len(_flat(element)) < _LARGEST_MENU
        )
        if unseen and element.getparent() is not None:
            element.drop_tree()


def _main(body: html.HtmlElement) -> html.HtmlElement:
    """Follow the text down: the smallest element that still holds nearly all of it outside links."""
    weights = _weights(body)
    main = body
    while True:
        heavy = [child for child in main if weights.get(child, 0) >= _MAIN_SHARE * weights.get(main, 0) > 0]
        if not heavy or heavy[0].tag not in _FRAMES:
            return main
        if heavy[0].tag == "table" and _is_table(heavy[0]):
            return main
        main = heavy[0]


def _weights(body: html.HtmlElement) -> dict[html.HtmlElement, int]:
    """For each element, how much text outside links it holds."""
    weights: dict[html.HtmlElement, int] = {}
    for element in _post_order(body):
        own = len((element.text or "").strip()) if element.tag != "a" else 0
        below = sum(weights.get(child, 0) + len((child.tail or "").strip()) for child in element)
        weights[element] = own + (below if element.tag != "a" else 0)
    return weights


def _post_order(body: html.HtmlElement) -> Iterator[html.HtmlElement]:
    for _, element in etree.iterwalk(body, events=("end",)):
        if isinstance(element.tag, str):
            yield element


def _title(root: html.HtmlElement) -> str:
    for name in ("ArticleTitle", "og:title", "title"):
        for meta in root.iter("meta"):
            if name.lower() in {meta.get("name", "").lower(), meta.get("property", "").lower()} and meta.get("content"):
                return meta.get("content", "").strip()
    found = root.find(".//title")
    return re.split(r"[_|—]|\s-\s", _flat(found))[0].strip() if found is not None else ""


def _dated(root: html.HtmlElement) -> date | None:
    for meta in root.iter("meta"):
        if meta.get("name", "").lower() in {"pubdate", "publishdate", "article:published_time", "firstpublishedtime"}:
            return phrases.date_in(meta.get("content", ""))
    return None
