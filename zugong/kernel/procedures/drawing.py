"""Each procedure as a page of documentation: its diagram and its table of moves."""

from pathlib import Path

from django.utils.translation import override

from zugong.kernel.procedures.contents import label_of
from zugong.kernel.procedures.declaring import WHY, Move, Procedure, State, all_procedures
from zugong.kernel.procedures.way import roles_with

ACTING = {"own": "in the unit's own name", "above": "there or above"}


def diagram(procedure: Procedure) -> str:
    """The states and moves as a Mermaid state diagram."""
    lines = ["stateDiagram-v2"]
    lines += [f"    {state.name}: {state.label}" for state in procedure.states]
    begins = [(move.label, move.target) for move in procedure.moves if not move.sources]
    for label, target in begins or [("", procedure.states[0].name)]:
        lines.append(f"    [*] --> {target}" + (f": {label}" if label else ""))
    lines += [f"    {source} --> {move.target}: {move.label}" for move in procedure.moves for source in move.sources]
    lines += [f"    {state.name} --> [*]" for state in procedure.states if state.name in procedure.endings]
    for state in procedure.states:
        for said in _said_of(state):
            lines += [f"    note right of {state.name}: {said}"]
    return "\n".join(lines)


def page(procedure: Procedure) -> str:
    """The whole page, in Markdown; the same procedure always gives the same page."""
    with override("zh-hans"):
        rows = [_row(procedure, move) for move in procedure.moves]
        head = f"# {procedure.label} (`{procedure.code}`, version {procedure.version})"
        record = f"Record: `{procedure.model._meta.label}`. Written by `zugong document_procedures`; change the declaration, not this page."
        table = [
            "| move | from | to | verb, at | roles | needs | other person than |",
            "|---|---|---|---|---|---|---|",
            *rows,
        ]
        return "\n".join(
            [head, "", record, "", "```mermaid", diagram(procedure), "```", "", *_stages(procedure), *table, ""]
        )


def documents() -> dict[str, str]:
    """The pages of all procedures by file name."""
    return {f"{procedure.code}.md": page(procedure) for procedure in all_procedures()}


def write_documents(folder: Path) -> list[Path]:
    """Write all pages into a folder and remove those of procedures that are no more; returns what was changed."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = documents()
    changed = [path for path in folder.glob("*.md") if path.name not in wanted]
    for path in changed:
        path.unlink()
    for name, text in wanted.items():
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            changed.append(path)
    return changed


def _stages(procedure: Procedure) -> list[str]:
    """What the states set going, as a list; nothing where none does."""
    said = [f"- {state.label} (`{state.name}`): {words}" for state in procedure.states for words in _said_of(state)]
    return [*said, ""] if said else []


def _said_of(state: State) -> list[str]:
    limit, publicity, replies = state.limit, state.publicity, state.replies
    said = []
    if limit is not None:
        paused = f"，{limit.paused_by} 可暂停" if limit.paused_by else ""
        said.append(f"限 {_days(limit.days, limit.working)}{paused}")
    if publicity is not None:
        said.append(f"公示 {_days(publicity.days, publicity.working)}，受理异议，有未核查的异议不能结束")
    if replies is not None:
        said.append(f"各部门同时答复，限 {_days(replies.days, replies.working)}，不答复不算同意")
    return said


def _days(code: str, working: bool) -> str:
    return f"{code} {'个工作日' if working else '个自然日'}"


def _row(procedure: Procedure, move: Move) -> str:
    sources = "、".join(str(procedure.state(name).label) for name in move.sources) or "（新建）"
    verb = f"{move.verb}, `{move.place or 'the unit'}` {ACTING[move.acting]}" if move.verb else "the platform"
    needs = "、".join("原因" if name == WHY else label_of(procedure.model, name) for name in move.needs)
    others = "、".join(_other(procedure, name) for name in move.other_than)
    if move.countersigns:
        others = "、".join(filter(None, [others, f"{_other(procedure, move.countersigns)}（签同一内容）"]))
    roles = "、".join(str(label) for label in roles_with(move))
    target = procedure.state(move.target).label
    return f"| {move.label} (`{move.name}`) | {sources} | {target} | {verb} | {roles} | {needs} | {others} |"


def _other(procedure: Procedure, name: str) -> str:
    labels = [str(move.label) for move in procedure.moves if move.name == name]
    return labels[0] if labels else label_of(procedure.model, name)
