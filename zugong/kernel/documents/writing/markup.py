"""WordprocessingML in few words: `w("p", w("r", w("t", "text")))`."""

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

TWIPS_PER_POINT = 20
TWIPS_PER_MM = 1440 / 25.4
# XML 1.0 has no way to write these.
_UNWRITABLE = {code: None for code in range(32) if code not in (9, 10, 13)} | {0xFFFE: None, 0xFFFF: None}


def w(name: str, /, *content: BaseOxmlElement | str, **attributes: str | float) -> BaseOxmlElement:
    """An element of the main namespace with its attributes, holding children or a text."""
    made = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), str(value))
    for part in content:
        if isinstance(part, str):
            made.text = part.translate(_UNWRITABLE)
        else:
            made.append(part)
    return made


def twips(*, mm: float = 0, points: float = 0) -> int:
    """A length in twentieths of a point, the unit of page measures."""
    return round(mm * TWIPS_PER_MM + points * TWIPS_PER_POINT)


def lines_of(text: str) -> list[str]:
    """The lines of a text, whatever ends them; control characters end none."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def run(text: str, style: str = "") -> list[BaseOxmlElement]:
    """The runs that show a text in a named character style, its line breaks kept."""
    runs: list[BaseOxmlElement] = []
    for number, line in enumerate(lines_of(text)):
        shown = w("t", line)
        # Leading and trailing blanks would otherwise be dropped when the document is opened.
        shown.set(qn("xml:space"), "preserve")
        properties = [w("rPr", w("rStyle", val=style))] if style else []
        runs.append(w("r", *properties, *([w("br")] if number else []), shown))
    return runs


def field(instruction: str) -> list[BaseOxmlElement]:
    """The runs of a field that Word computes, such as the page number."""
    return [
        w("r", w("fldChar", fldCharType="begin")),
        w("r", _instruction(instruction)),
        w("r", w("fldChar", fldCharType="separate")),
        w("r", w("t", "1")),
        w("r", w("fldChar", fldCharType="end")),
    ]


def paragraph(
    style: str, *content: BaseOxmlElement | str, properties: tuple[BaseOxmlElement, ...] = ()
) -> BaseOxmlElement:
    """A paragraph in a named style; texts become runs."""
    runs = [piece for part in content for piece in (run(part) if isinstance(part, str) else [part])]
    return w("p", w("pPr", w("pStyle", val=style), *properties), *runs)


def _instruction(text: str) -> BaseOxmlElement:
    made = w("instrText", f" {text} ")
    made.set(qn("xml:space"), "preserve")
    return made
