"""One plan read from beginning to end."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from zugong.kernel.documents.reading import titles
from zugong.kernel.documents.reading.files import content_of, extract
from zugong.kernel.documents.reading.joining import Paragraph
from zugong.kernel.documents.reading.lines import Extract
from zugong.kernel.documents.reading.mending import repair
from zugong.kernel.documents.reading.outline import build_outline
from zugong.kernel.documents.reading.shapes import CannotRead, PlanReading
from zugong.kernel.documents.reading.targets import find_targets

_CARD_REACH = 30


def read_plan(path: Path, *, issued_on: date | None = None) -> PlanReading:
    """Read the plan in a file; raise CannotRead with a sentence for the reader when it is none.

    `issued_on` is the document's date where the caller knows it; else the date the document bears is used.
    """
    return read_plan_bytes(content_of(path), path.name, issued_on=issued_on)


def read_plan_bytes(content: bytes, name: str, *, issued_on: date | None = None) -> PlanReading:
    """Read the plan in the bytes of a file of this name, as `read_plan` does."""
    extracted = extract(content, name)
    paragraphs, repairs = repair(extracted.lines)
    if not paragraphs:
        raise CannotRead("文件里几乎没有中文正文，看不出是一份计划；请换一个文件。")
    places = titles.title_places(paragraphs)
    title = _title(paragraphs, places, extracted)
    inner = titles.inner_title_places(title, paragraphs) if places else set()
    blocks = build_outline(paragraphs, frozenset([*places, *inner]))
    issued_on = issued_on or titles.date_of(paragraphs) or extracted.dated or _dated_on_card(extracted)
    year = titles.year_of(title, blocks, issued_on)
    return PlanReading(
        title=title,
        year=year,
        issued_on=issued_on,
        blocks=tuple(blocks),
        repairs=tuple(sorted([*extracted.repairs, *repairs], key=lambda mend: mend.line)),
        targets=tuple(find_targets(blocks, year=year, issued_on=issued_on)),
        source_text=extracted.source_text,
    )


def _dated_on_card(extracted: Extract) -> date | None:
    return titles.date_on_card("\n".join(line.text for line in extracted.lines[:_CARD_REACH]))


def _title(paragraphs: Sequence[Paragraph], places: range, extracted: Extract) -> str:
    """The title as printed; a subtitle under a bold title is no part of it."""
    if not places:
        return extracted.title
    pieces = [paragraphs[at].text for at in places]
    return "".join(pieces) if titles.is_title("".join(pieces)) else pieces[0]
