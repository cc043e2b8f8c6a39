"""The platform's own source, read as text and as syntax."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "zugong"
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def files() -> tuple[Path, ...]:
    """Every source file except migrations."""
    return tuple(sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts))


@cache
def without_tests() -> tuple[Path, ...]:
    """Every source file that runs in production."""
    return tuple(path for path in files() if "tests" not in path.parts)


@cache
def tree_of(path: Path) -> ast.Module:
    """The syntax of a file."""
    return ast.parse(path.read_text("utf-8"))


def functions(path: Path) -> Iterator[Function]:
    """Every function and method of a file."""
    return (node for node in ast.walk(tree_of(path)) if isinstance(node, Function))


def named(path: Path, node: ast.AST) -> str:
    """Where something stands, for a message."""
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)} {getattr(node, 'name', '')}".strip()


def must_be_empty(found: list[str]) -> None:
    """Fail with everything that was found, one to a line."""
    assert not found, "\n" + "\n".join(found)
