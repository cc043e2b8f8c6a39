"""What Word refuses silently: children of properties in another order than the schema's."""

import io
import zipfile

import pytest
from lxml import etree

from zugong.kernel.documents.tests.test_official_layout import full_document
from zugong.kernel.documents.writing.elements import Table
from zugong.kernel.documents.writing.forms import Form, FormField, SignatureBox, render_form
from zugong.kernel.documents.writing.official import Appendix, render_docx

ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "kinsoku snapToGrid spacing ind contextualSpacing jc textAlignment outlineLvl rPr sectPr",
    "rPr": "rStyle rFonts b bCs i iCs color spacing w kern position sz szCs highlight u lang",
    "tblPr": "tblStyle tblpPr tblOverlap tblW jc tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook",
    "tcPr": "tcW gridSpan vMerge tcBorders shd noWrap tcMar textDirection vAlign",
    "sectPr": "reference type pgSz pgMar pgNumType cols titlePg docGrid",
    "style": "name basedOn next link uiPriority qFormat pPr rPr tblPr",
    "settings": "zoom defaultTabStop evenAndOddHeaders drawingGridVerticalSpacing characterSpacingControl compat "
    "themeFontLang",
    "font": "altName panose1 charset family pitch sig",
}


SPACE = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def documents():
    wide = Table(["甲", "乙"], [["1", 2]], "表", "注：略。", groups=[("组", 2)], landscape=True)
    yield render_docx(full_document(appendices=[Appendix("表", [wide])], header_note="草稿", approver="某同志"))
    yield render_form(Form("督查单", [FormField("任务", "x")], "甲", "1号", None, [SignatureBox("意见")]))


def roots(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [name for name in archive.namelist() if name.startswith("word/") and name.endswith(".xml")]
        return [etree.fromstring(archive.read(part)) for part in parts if "theme" not in part]


def plain_name(element):
    # References to headers and footers may stand in any order among themselves.
    name = element.tag.rpartition("}")[2]
    return "reference" if name.endswith("Reference") else name


@pytest.mark.parametrize("name", ORDER)
def test_children_stand_in_the_order_of_the_schema(name):
    order = ORDER[name].split()
    elements = [element for content in documents() for root in roots(content) for element in root.iter(SPACE + name)]
    assert any(len(element) for element in elements)
    for element in elements:
        places = [order.index(plain_name(child)) for child in element]
        assert places == sorted(places), etree.tostring(element)


def test_every_style_that_is_used_is_there():
    for content in documents():
        elements = [element for root in roots(content) for element in root.iter()]
        used = {e.get(f"{SPACE}val") for e in elements if e.tag in (f"{SPACE}pStyle", f"{SPACE}rStyle")}
        known = {e.get(f"{SPACE}styleId") for e in elements if e.tag == f"{SPACE}style"}
        assert used <= known
