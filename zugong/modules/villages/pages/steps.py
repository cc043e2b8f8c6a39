"""The way of a round drawn as steps, from its states in their order."""

from typing import Any


def steps_drawn(record: Any, *, out: tuple[str, ...]) -> list[dict[str, Any]]:
    """Past, present and ahead, for components/steps.html; a round that was called off shows only where it ended."""
    choices = type(record).State.choices
    if record.state in out:
        return [{"label": record.get_state_display(), "standing": "present"}]
    way = [(name, label) for name, label in choices if name not in out]
    here = [name for name, _label in way].index(record.state)
    return [
        {"label": label, "standing": "past" if place < here else "present" if place == here else "ahead"}
        for place, (_name, label) in enumerate(way)
    ]
