"""What other parts add to a record's page without this one knowing them."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a record's page: a template with the names it uses. Sections stand in the order of `position`.

    `people` are the keys of those whom the section names, so that the page need not name them once more.
    """

    title: Any
    template: str
    names: dict[str, Any] = field(default_factory=dict)
    position: int = 50
    people: frozenset[int] = frozenset()

    def drawn(self, request: HttpRequest) -> SafeString:
        """The section as HTML."""
        return render_to_string(self.template, self.names, request)


Provider = Callable[[Any, Any], Section | None]
_providers: dict[Any, list[Provider]] = defaultdict(list)


def register(model: Any, provider: Provider) -> None:
    """Have `provider(record, user)` asked for a section whenever a record of the model is shown; None shows nothing."""
    if provider not in _providers[model]:
        _providers[model].append(provider)


def sections_of(record: Any, user: Any) -> list[Section]:
    """The sections of a record that this user gets to see, in their order."""
    made = [provider(record, user) for model in type(record).__mro__ for provider in _providers.get(model, ())]
    return sorted((section for section in made if section is not None), key=lambda section: section.position)
