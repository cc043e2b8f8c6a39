"""From an edition's blocks to goals, task groups, tasks and sentences: plain values, no database."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

SENTENCE = re.compile(r"[^。！？；;!?]*[。！？；;!?]+[”』」）)》]*|[^。！？；;!?]+$")
FIRST_CLAUSE = re.compile(r"[^，。：；！？、,:;]{2,30}")
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
    """The whole plan: its groups in order, and the sentences that stand under no heading."""

    groups: list[Group]
    loose: list[Sentence]


def sentences_of(text: str, block: int) -> Iterator[Sentence]:
    """The sentences of a block's text: together they are the text, without the blanks between them."""
    for match in SENTENCE.finditer(text):
        words = match.group().strip()
        if words:
            yield Sentence(block=block, start=match.start() + match.group().index(words), text=words)


def is_fragment(text: str) -> bool:
    """True for a few words without a full stop: an entry of a boxed list of contents, a name, a date; nothing to be done by itself."""
    return len(text) <= LONGEST_FRAGMENT and not any(mark in text for mark in SENTENCE_MARKS)


def outline_of(blocks: Sequence[Mapping[str, Any]]) -> Outline:
    """The outline of an edition: a heading with one paragraph is a task; with several, each paragraph is one.

    A heading without text under it and without lower headings is only a heading. Fragments (`is_fragment`) make no tasks but stay loose,
    for a person to say what they are.
    """
    groups: list[Group] = []
    loose: list[Sentence] = []
    bodies: dict[int, list[int]] = {}
    open_groups: list[Group] = []
    for place, block in enumerate(blocks):
        if block["level"]:
            while open_groups and open_groups[-1].level >= block["level"]:
                open_groups.pop()
            group = Group(
                NUMBERING.sub("", block["text"]) or block["text"],
                block["level"],
                place,
                parent=open_groups[-1] if open_groups else None,
            )
            open_groups.append(group)
            groups.append(group)
            bodies[place] = []
        elif open_groups and block["kind"] != "title" and not is_fragment(block["text"]):
            bodies[open_groups[-1].block].append(place)
        elif block["kind"] != "title":
            loose += sentences_of(block["text"], place)
    for group in groups:
        group.tasks = _tasks(group, bodies[group.block], blocks, leaf=not any(g.parent is group for g in groups))
    return Outline(groups=groups, loose=loose)


def _tasks(group: Group, body: list[int], blocks: Sequence[Mapping[str, Any]], *, leaf: bool) -> list[PlannedTask]:
    if not body:
        return []
    if leaf and len(body) == 1:
        tasks = [PlannedTask(title=group.title[:LONGEST_TITLE], blocks=body)]
    else:
        tasks = [PlannedTask(title=_first_clause(blocks[place]["text"]), blocks=[place]) for place in body]
    for task in tasks:
        task.sentences = [sentence for place in task.blocks for sentence in sentences_of(blocks[place]["text"], place)]
    return tasks


def _first_clause(text: str) -> str:
    text = NUMBERING.sub("", text)
    match = FIRST_CLAUSE.search(text)
    return (match.group() if match else text)[:LONGEST_TITLE].strip()
