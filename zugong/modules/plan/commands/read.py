"""`zugong plan read FILE`: what a plan says, as a tree for people or as JSON for programs."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from zugong.kernel.documents.reading.plan import read_plan
from zugong.kernel.documents.reading.shapes import BlockKind, CannotRead, Comparator, PlanReading, Target

_SIGNS = {
    Comparator.AT_LEAST: "≥ {value}",
    Comparator.AT_MOST: "≤ {value}",
    Comparator.EQUAL: "= {value}",
    Comparator.ABOUT: "≈ {value}",
    Comparator.BETWEEN: "{value}—{value2}",
    Comparator.RATIO: "{value}∶{value2}",
}


def main(arguments: Sequence[str]) -> int:
    """Read the plan named in the arguments and print it; return the exit status."""
    options = _parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        # The output is UTF-8 whatever the terminal's locale says.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    try:
        reading = read_plan(options.file, issued_on=options.date)
    except CannotRead as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    text = json.dumps(as_json(reading), ensure_ascii=False, indent=2) if options.json else "\n".join(as_tree(reading))
    sys.stdout.write(f"{text}\n")
    return 0


def as_json(reading: PlanReading) -> dict[str, Any]:
    """The reading as plain values: title, year, headings and targets."""
    return {
        "title": reading.title,
        "year": reading.year,
        "headings": [
            {"level": block.level, "text": block.text} for block in reading.blocks if block.kind is BlockKind.HEADING
        ],
        "targets": [_target_as_json(target) for target in reading.targets],
    }


def as_tree(reading: PlanReading) -> Iterator[str]:
    """The reading as lines: headings indented by level, under each the targets found there."""
    yield reading.title or "（无标题）"
    yield f"年度：{reading.year or '未写明'}　成文日期：{reading.issued_on or '未写明'}"
    yield ""
    found: dict[int, list[Target]] = {}
    for target in reading.targets:
        found.setdefault(target.block, []).append(target)
    depth = 0
    for place, block in enumerate(reading.blocks):
        if block.kind is BlockKind.HEADING:
            depth = block.level
            yield f"{'  ' * (depth - 1)}{block.text}"
        for target in found.get(place, []):
            yield f"{'  ' * depth}· {_target_as_text(target)}"
    yield ""
    headings = sum(block.kind is BlockKind.HEADING for block in reading.blocks)
    yield f"标题 {headings} 个，目标 {len(reading.targets)} 个，文字修复 {len(reading.repairs)} 处。"
    if reading.issued_on is None and any(_is_relative(target) for target in reading.targets):
        yield "有的期限从文件日期算起（如“半年内”），而文中没有写明日期；请用 --date 2023-02-01 的形式给出。"


def _target_as_json(target: Target) -> dict[str, Any]:
    names = ("quote", "value", "value2", "unit", "what", "comparator", "hedge", "scope", "deadline", "heading")
    return {name: getattr(target, name) for name in names}


def _target_as_text(target: Target) -> str:
    shown = _SIGNS[target.comparator].format(value=_figure(target.value), value2=_figure(target.value2))
    facts = [f"{target.what} {shown} {target.unit}".strip()]
    facts += [f"{name}：{value}" for name, value in (("范围", target.scope), ("期限", target.deadline)) if value]
    facts += [target.hedge] if target.hedge else []
    return f"{'；'.join(facts)}　“{target.quote}”"


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:g}" if value < 1e6 else f"{value:,.0f}"


def _is_relative(target: Target) -> bool:
    if target.deadline is None:
        return target.unit in {"个月", "天", "日", "周", "年"} and target.comparator is Comparator.AT_MOST
    return not target.deadline[:4].isdecimal()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="zugong plan read", description="读一份计划，列出标题和量化目标。")
    parser.add_argument("file", type=Path, help="PDF、DOCX、TXT 或 HTML 文件")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    parser.add_argument("--date", type=date.fromisoformat, help="文件日期，如 2023-02-01")
    return parser
