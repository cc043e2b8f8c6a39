"""The type of an official document: fonts, paragraph styles and compatibility settings (GB/T 9704-2012).

The fonts that the standard asks for are licensed and not shipped; a document names them, and names what may stand
in for them where they are missing.
"""

from dataclasses import dataclass

from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.xmlchemy import BaseOxmlElement
from lxml import etree

from zugong.kernel.documents.writing.markup import twips, w

TITLE_FONT = "方正小标宋简体"
BODY_FONT = "仿宋_GB2312"
KAI_FONT = "楷体_GB2312"
BOLD_FONT = "黑体"
SONG_FONT = "宋体"

# 22 lines of this height fill the 225 mm of the text area.
LINE_POINTS = 28.95
BODY_POINTS = 16
# 28 characters of 16 points are wider than the 156 mm of the text area by a fifth of a point each.
_BODY_SPACING_TWIPS = -5

_STAND_INS = {
    TITLE_FONT: ("FZXiaoBiaoSong-B05S,方正小标宋_GBK,华文中宋,Noto Serif CJK SC", "roman"),
    BODY_FONT: ("仿宋,FangSong,华文仿宋,Noto Serif CJK SC", "modern"),
    KAI_FONT: ("楷体,KaiTi,华文楷体,Noto Serif CJK SC", "modern"),
    BOLD_FONT: ("SimHei,Noto Sans CJK SC", "modern"),
    SONG_FONT: ("SimSun,Noto Serif CJK SC", "roman"),
}

# The last but one keeps a line that ends in a break from being stretched over the whole width.
_COMPATIBILITY = ("spaceForUL", "balanceSingleByteDoubleByteWidth", "doNotExpandShiftReturn", "useFELayout")


@dataclass(frozen=True)
class ParagraphStyle:
    """One paragraph style; lengths in points, indents in characters."""

    id: str
    name: str
    font: str = BODY_FONT
    size: float = BODY_POINTS
    line: float = LINE_POINTS
    align: str = "both"
    first_line: float = 0
    outline: int | None = None
    keep_next: bool = False
    grid: bool = True
    after: float = 0


STYLES = (
    ParagraphStyle("Body", "公文正文", first_line=2),
    ParagraphStyle("Flush", "主送机关"),
    ParagraphStyle("Title", "公文标题", TITLE_FONT, 22, 34, "center", keep_next=True, grid=False),
    ParagraphStyle("Heading1", "公文一级标题", BOLD_FONT, first_line=2, outline=0, keep_next=True),
    ParagraphStyle("Heading2", "公文二级标题", KAI_FONT, first_line=2, outline=1, keep_next=True),
    ParagraphStyle("Heading3", "公文三级标题", first_line=2, outline=2, keep_next=True),
    ParagraphStyle("Heading4", "公文四级标题", first_line=2, outline=3, keep_next=True),
    ParagraphStyle("Marking", "密级和紧急程度", BOLD_FONT),
    ParagraphStyle("Number", "发文字号", align="center"),
    ParagraphStyle("Signature", "署名和成文日期", align="right"),
    ParagraphStyle("Caption", "表题", BOLD_FONT, 14, 26, "center", keep_next=True, grid=False),
    ParagraphStyle("Note", "注", size=12, line=20, first_line=2, grid=False),
    ParagraphStyle("TableText", "表格正文", size=14, line=22, align="left", grid=False),
    ParagraphStyle("TableSmall", "表格正文小", size=12, line=18, align="left", grid=False),
    ParagraphStyle("TableHead", "表格表头", BOLD_FONT, 14, 22, "center", grid=False),
    ParagraphStyle("TableHeadSmall", "表格表头小", BOLD_FONT, 12, 18, "center", grid=False),
    ParagraphStyle("Colophon", "版记", size=14, line=24, grid=False),
    ParagraphStyle("PageOdd", "单页码", SONG_FONT, 14, 14, "right", grid=False),
    ParagraphStyle("PageEven", "双页码", SONG_FONT, 14, 14, "left", grid=False),
    ParagraphStyle("Header", "页眉", SONG_FONT, 9, 12, "right", grid=False),
    ParagraphStyle("Code", "校验码", SONG_FONT, 9, 14, "left", grid=False),
    ParagraphStyle("Filler", "占位", size=1, line=1, grid=False),
)


def apply_styles(document: Document) -> None:
    """Replace the western styles of an empty document by those of an official Chinese one."""
    styles = document.styles.element
    for child in list(styles):
        styles.remove(child)
    styles.append(_defaults())
    styles.append(_plain_style("paragraph", "Normal"))
    styles.append(_plain_style("character", "Default Paragraph Font"))
    for style in STYLES:
        styles.append(_style(style))
    # Within a heading's paragraph run-in text returns to the type of the body.
    for identifier, name, font in (("BodyText", "正文字体", BODY_FONT), ("Approver", "签发人姓名", KAI_FONT)):
        look = w("rPr", fonts(font), *_size(BODY_POINTS))
        styles.append(w("style", w("name", val=name), look, type="character", customStyle=1, styleId=identifier))
    _drop_leftovers(document)
    _name_stand_ins(document)
    _settings(document)


def fonts(name: str) -> BaseOxmlElement:
    """The font for every script: an official document sets Latin letters and digits in the Chinese face too."""
    return w("rFonts", ascii=name, hAnsi=name, eastAsia=name, cs=name, hint="eastAsia")


def indents(
    *, first_line: float = 0, left: float = 0, right: float = 0, hanging: float = 0, size: float = BODY_POINTS
) -> BaseOxmlElement:
    """Indents in characters, with their length for programs that count in twips only."""
    lengths: dict[str, float] = {}
    for name, characters in (("left", left), ("right", right), ("firstLine", first_line), ("hanging", hanging)):
        if characters:
            lengths |= {f"{name}Chars": round(characters * 100), name: twips(points=characters * size)}
    return w("ind", **lengths)


def _size(points: float) -> list[BaseOxmlElement]:
    return [w("sz", val=round(points * 2)), w("szCs", val=round(points * 2))]


def _spacing(style: ParagraphStyle) -> list[BaseOxmlElement]:
    return [w("spacing", val=_BODY_SPACING_TWIPS)] if style.size == BODY_POINTS else []


def _defaults() -> BaseOxmlElement:
    language = w("lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA")
    character = w("rPr", fonts(BODY_FONT), w("kern", val=2), *_size(BODY_POINTS), language)
    return w("docDefaults", w("rPrDefault", character), w("pPrDefault", w("pPr")))


def _plain_style(kind: str, name: str) -> BaseOxmlElement:
    return w("style", w("name", val=name), type=kind, default=1, styleId=name.replace(" ", ""))


def _style(style: ParagraphStyle) -> BaseOxmlElement:
    # The order of the children is the schema's; Word refuses a file that mixes it.
    paragraph = w("pPr")
    if style.keep_next:
        paragraph.append(w("keepNext"))
    paragraph.append(w("widowControl"))
    if not style.grid:
        paragraph.append(w("snapToGrid", val=0))
    line = twips(points=style.line)
    paragraph.append(w("spacing", before=0, after=twips(points=style.after), line=line, lineRule="exact"))
    if style.first_line:
        paragraph.append(indents(first_line=style.first_line, size=style.size))
    paragraph.append(w("jc", val=style.align))
    if style.outline is not None:
        paragraph.append(w("outlineLvl", val=style.outline))
    return w(
        "style",
        w("name", val=style.name),
        w("basedOn", val="Normal"),
        w("qFormat"),
        paragraph,
        w("rPr", fonts(style.font), *_spacing(style), *_size(style.size)),
        type="paragraph",
        customStyle=1,
        styleId=style.id,
    )


def _drop_leftovers(document: Document) -> None:
    """Forget the parts of the empty document that show its western styles: a preview picture, a second style sheet."""
    for relations in (document.part.rels, document.part.package.rels):
        for key, relation in list(relations.items()):
            if relation.reltype.endswith(
                ("/stylesWithEffects", "/thumbnail", "/fontTable", "/customXml", "/numbering")
            ):
                del relations[key]


def _name_stand_ins(document: Document) -> None:
    table = w("fonts")
    for name, (others, family) in _STAND_INS.items():
        font = w("font", w("altName", val=others), w("charset", val="86"), w("family", val=family), name=name)
        table.append(font)
    content = etree.tostring(table, xml_declaration=True, encoding="UTF-8", standalone=True)
    part = Part(PackURI("/word/fontTable.xml"), CONTENT_TYPE.WML_FONT_TABLE, content, document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FONT_TABLE)


def _settings(document: Document) -> None:
    settings = document.settings.element
    for child in list(settings):
        settings.remove(child)
    # Without the mode Word opens the file as one of an older program and says so.
    mode = w("compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val=15)
    for child in (
        w("zoom", percent=100),
        w("defaultTabStop", val=420),
        w("evenAndOddHeaders"),
        w("drawingGridVerticalSpacing", val=twips(points=LINE_POINTS)),
        w("characterSpacingControl", val="compressPunctuation"),
        w("compat", *map(w, _COMPATIBILITY), mode),
        w("themeFontLang", val="en-US", eastAsia="zh-CN"),
    ):
        settings.append(child)
