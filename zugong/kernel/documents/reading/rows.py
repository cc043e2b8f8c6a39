"""Tables that were flattened to text: cells parted by tabs, bars or wide gaps, or stacked one under another."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from zugong.kernel.documents.reading.lines import CELL_MARK, Line, is_han, width
from zugong.kernel.documents.reading.shapes import Repair

_GAP = re.compile(r"\s*\t\s*|[ \u3000]{2,}")
_BARS = re.compile(r"\s*[|｜│┃]\s*")
_RULE = re.compile(r"[\s|+:=\-─━┌┐└┘├┤┬┴┼═]+")
_ENDS_A_SENTENCE = re.compile(r"[。；！？，]$")
_WIDEST_STACKED_CELL = 16
_MOST_COLUMNS = 9


def mend_rows(lines: Sequence[Line]) -> tuple[list[Line], list[Repair]]:
    """Turn the lines of flattened tables into rows whose cells are joined by the cell mark."""
    mended: list[Line] = []
    repairs: list[Repair] = []
    for group in _runs_of_cells(_without_rules(lines, repairs)):
        cells = [cells_of(line.text) for line in group]
        if not group[0].row and _is_table(group, cells):
            for line, parts in zip(group, cells, strict=True):
                text = CELL_MARK.join(parts)
                repairs.append(Repair("row", line.number, line.text.strip(), text))
                mended.append(replace(line, text=text, row=True))
        else:
            mended += group
    return _unstack(mended, repairs), repairs


def cells_of(text: str) -> list[str]:
    """The cells of a line of a flattened table; a line of prose is one cell."""
    stripped = text.strip()
    if len(_BARS.findall(stripped)) >= 2:
        return [cell.strip() for cell in _BARS.split(stripped.strip("|｜│┃"))]
    return [cell for cell in _GAP.split(stripped) if cell]


def _without_rules(lines: Sequence[Line], repairs: list[Repair]) -> list[Line]:
    kept = []
    for line in lines:
        text = line.text.strip()
        if len(text) >= 3 and _RULE.fullmatch(text) and ("+" in text or "|" in text or not text.isascii()):
            repairs.append(Repair("furniture", line.number, text, ""))
        else:
            kept.append(line)
    return kept


def _runs_of_cells(lines: Sequence[Line]) -> Iterator[list[Line]]:
    run: list[Line] = []
    for line in lines:
        many = not line.row and len(cells_of(line.text)) >= 2
        if run and not (many and len(cells_of(run[-1].text)) >= 2):
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _is_table(group: Sequence[Line], cells: Sequence[Sequence[str]]) -> bool:
    counts = [len(parts) for parts in cells]
    if max(counts) < 2 or all(_is_letter_spaced(parts) for parts in cells):
        return False
    tabbed = sum("\t" in line.text.strip() or len(_BARS.findall(line.text)) >= 2 for line in group)
    if tabbed == len(group):
        return len(group) >= 2 or max(counts) >= 3
    return len(group) >= 2 and min(counts) >= 3 and len(set(counts)) <= 2


def _is_letter_spaced(parts: Sequence[str]) -> bool:
    return all(len(part) == 1 and is_han(part) for part in parts)


def _unstack(lines: list[Line], repairs: list[Repair]) -> list[Line]:
    """Put tables back into rows whose cells were written one per line, recognised by their running numbers."""
    mended: list[Line] = []
    at = 0
    while at < len(lines):
        columns = _columns_of_stack(lines, at)
        if not columns:
            mended.append(lines[at])
            at += 1
            continue
        ordinal = 0
        while at + columns <= len(lines) and (not ordinal or _ordinal(lines[at]) == ordinal):
            cells = lines[at : at + columns]
            text = CELL_MARK.join(cell.text.strip() for cell in cells)
            repairs.append(Repair("row", cells[0].number, "\n".join(cell.text.strip() for cell in cells), text))
            mended.append(replace(cells[0], text=text, row=True))
            at += columns
            ordinal += 1
    return mended


def _columns_of_stack(lines: Sequence[Line], at: int) -> int:
    if lines[at].row or lines[at].text.replace(" ", "").replace("\u3000", "") != "序号":
        return 0
    for columns in range(3, _MOST_COLUMNS):
        first, second = at + columns, at + 2 * columns
        if second >= len(lines) or _ordinal(lines[first]) != 1:
            continue
        heads = [line.text.strip() for line in lines[at:first]]
        if any(width(head) > _WIDEST_STACKED_CELL or _ENDS_A_SENTENCE.search(head) for head in heads):
            return 0
        return columns if _ordinal(lines[second]) == 2 else 0
    return 0


def _ordinal(line: Line) -> int | None:
    text = line.text.strip().rstrip(".、．")
    return int(text) if text.isdecimal() and len(text) <= 3 else None
