"""From an edition's blocks to goals, task groups, tasks and sentences: plain values, no database."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

SENTENCE = re.compile(r"[^。！？；;!?]*[。！？；;!?]+[”』」）)》]*|[^。！？；;!?]+$")
FIRST_CLAUSE = re.compile(r"[^，。：；！？、,:;｜]{2,30}")
NUMBERING = re.compile(
    r"^(?:第[一二三四五六七八九十百\d]+[章节条部分]+|[（(]?[一二三四五六七八九十\d]+[)）、.．]|[①-⑳])\s*"
)
SENTENCE_MARKS = "。！？；!?;"
LONGEST_FRAGMENT = 30
LONGEST_TITLE = 60


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a block, with its start in the block's text."""

    block: int
    start: int
    text: str


@dataclass(slots=True)
class PlannedTask:
    """Something to be done: the blocks it stands in, its title and its sentences."""

    title: str
    blocks: list[int]
    sentences: list[Sentence] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    """Blocks of the headings above whose numbers are this task's to reach."""

    @property
    def words(self) -> str:
        """The plan's own words."""
        return "".join(sentence.text for sentence in self.sentences)


@dataclass(slots=True)
class Group:
    """A heading with what stands under it."""

    title: str
    level: int
    block: int
    parent: "Group | None" = None
    tasks: list[PlannedTask] = field(default_factory=list)


@dataclass(slots=True)
class Outline:
    """The whole plan: its groups in order, the tasks under no heading, and the sentences that are nobody's."""

    groups: list[Group]
    tasks: list[PlannedTask]
    loose: list[Sentence]

    @property
    def all_tasks(self) -> list[PlannedTask]:
        """Every task, in the plan's order."""
        return sorted(
            [*self.tasks, *(task for group in self.groups for task in group.tasks)], key=lambda task: task.blocks[0]
        )


def sentences_of(text: str, block: int) -> Iterator[Sentence]:
    """The sentences of a block's text: together they are the text, without the blanks between them."""
    for match in SENTENCE.finditer(text):
        words = match.group().strip()
        if words:
            yield Sentence(block=block, start=match.start() + match.group().index(words), text=words)


def is_fragment(text: str) -> bool:
    """True for a few words without a full stop: an entry of a boxed list of contents, a name, a date; nothing to be done by itself."""
    return len(text) <= LONGEST_FRAGMENT and not any(mark in text for mark in SENTENCE_MARKS)


def outline_of(blocks: Sequence[Mapping[str, Any]], numbered: Collection[int] = ()) -> Outline:
    """The outline of an edition: a heading with one paragraph is a task; with several, each paragraph is one.

    A heading without text under it and without lower headings is only a heading. Fragments (`is_fragment`) make no tasks but stay loose,
    for a person to say what they are. A block in `numbered` (those with targets) always belongs to a task, so that no number is lost.
    """
    groups: list[Group] = []
    tasks: list[PlannedTask] = []
    loose: list[Sentence] = []
    bodies: dict[int, list[int]] = {}
    open_groups: list[Group] = []
    for place, block in enumerate(blocks):
        if block["level"]:
            while open_groups and open_groups[-1].level >= block["level"]:
                open_groups.pop()
            group = _group(block, place, open_groups)
            open_groups.append(group)
            groups.append(group)
            bodies[place] = []
        elif block["kind"] == "title":
            continue
        elif open_groups and (place in numbered or not is_fragment(block["text"])):
            bodies[open_groups[-1].block].append(place)
        elif place in numbered:
            tasks.append(_task_of(place, blocks))
        else:
            loose += sentences_of(block["text"], place)
    for group in groups:
        group.tasks = _tasks(group, bodies[group.block], blocks, leaf=not any(g.parent is group for g in groups))
    for group in groups:
        if group.block in numbered:
            _give_number(group, groups, blocks[group.block]["text"])
    return Outline(groups=groups, tasks=tasks, loose=loose)


def _group(block: Mapping[str, Any], place: int, open_groups: list[Group]) -> Group:
    title = NUMBERING.sub("", block["text"]) or block["text"]
    return Group(title, block["level"], place, parent=open_groups[-1] if open_groups else None)


def is_below(group: Group, above: Group) -> bool:
    """Whether the one group stands somewhere under the other."""
    while group.parent is not None:
        group = group.parent
        if group is above:
            return True
    return False


def _give_number(group: Group, groups: Sequence[Group], text: str) -> None:
    """Let the first task under a heading answer for the heading's number; a heading without any is a task itself."""
    below = [task for other in groups if other is group or is_below(other, group) for task in other.tasks]
    if below:
        below[0].headings.append(group.block)
    else:
        whole = Sentence(block=group.block, start=0, text=text)
        group.tasks = [PlannedTask(title=group.title[:LONGEST_TITLE], blocks=[group.block], sentences=[whole])]


def _tasks(group: Group, body: list[int], blocks: Sequence[Mapping[str, Any]], *, leaf: bool) -> list[PlannedTask]:
    tasks = [_task_of(place, blocks) for place in body]
    if leaf and len(tasks) == 1:
        tasks[0].title = group.title[:LONGEST_TITLE]
    return tasks


def _task_of(place: int, blocks: Sequence[Mapping[str, Any]]) -> PlannedTask:
    text = blocks[place]["text"]
    return PlannedTask(title=_first_clause(text), blocks=[place], sentences=list(sentences_of(text, place)))


def _first_clause(text: str) -> str:
    text = NUMBERING.sub("", text)
    match = FIRST_CLAUSE.search(text)
    return (match.group() if match else text)[:LONGEST_TITLE].strip()
