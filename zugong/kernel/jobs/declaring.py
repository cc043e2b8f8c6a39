"""Which functions are jobs, and which of them run every day."""

from collections.abc import Callable
from difflib import get_close_matches
from typing import Any

JobFunction = Callable[..., Any]

_functions: dict[str, JobFunction] = {}
_labels: dict[str, Any] = {}
_daily: list[str] = []


class UnknownJob(LookupError):
    """No function is declared under the name."""


def job(name: str, label: Any = "") -> Callable[[JobFunction], JobFunction]:
    """Declare a function as the job `name`; it is called as `function(progress, **arguments)` and must be idempotent.

    `progress(done, total=None, message="")` tells how far it has come. What it returns is kept as the result and must fit JSON;
    a result with a `url` leads its owner there. People see the job under its label.
    """

    def register(function: JobFunction) -> JobFunction:
        if label:
            _labels[name] = label
        if _functions.setdefault(name, function) is not function:
            raise ValueError(f"two functions are declared as the job {name!r}")
        return function

    return register


def label_of(name: str) -> Any:
    """What people call a job; its name where nobody has given it a label."""
    return _labels.get(name, name)


def daily(name: str, label: Any = "") -> Callable[[JobFunction], JobFunction]:
    """Declare a job that workers enqueue once a day, without arguments. A bare call marks a job declared elsewhere."""
    if name not in _daily:
        _daily.append(name)
    return job(name, label)


def function_of(name: str) -> JobFunction:
    """The function declared under a name; raises UnknownJob, naming what comes near."""
    try:
        return _functions[name]
    except KeyError:
        near = get_close_matches(name, _functions, n=3)
        raise UnknownJob(
            f"no job is named {name!r}; {'near: ' + ', '.join(near) if near else 'none comes near'}"
        ) from None


def daily_names() -> tuple[str, ...]:
    """The jobs that run every day, in the order of their declaration."""
    return tuple(_daily)
