"""What exists is documented."""

import ast
import re

import pytest

from tests.rows import own_models
from tests.source import ROOT, must_be_empty, named, tree_of, without_tests
from zugong.kernel.ledger.declaring import registered

GLOSSARY = ROOT / "docs" / "glossary.md"
SPOKEN_FOR = {"Meta", "Media"}


def undocumented(path) -> list[str]:
    """Public functions and classes of a file, and public methods of these classes, that promise nothing."""
    tree = tree_of(path)
    found = [] if ast.get_docstring(tree) or not tree.body or path.name == "apps.py" else [named(path, tree)]
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    for node in tree.body:
        if not isinstance(node, kinds) or node.name.startswith("_") or path.name == "apps.py":
            continue
        if not ast.get_docstring(node):
            found.append(named(path, node))
        if isinstance(node, ast.ClassDef):
            methods = (child for child in node.body if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef))
            found += [named(path, m) for m in methods if not m.name.startswith("_") and not ast.get_docstring(m)]
    return found


def test_every_file_and_every_public_name_says_what_it_promises():
    must_be_empty([name for path in without_tests() for name in undocumented(path)])


@pytest.mark.parametrize("ledger", registered(), ids=lambda ledger: ledger.name)
def test_every_ledger_says_what_it_is_for(ledger):
    assert len(str(ledger.purpose)) >= 4


def test_the_glossary_has_every_model():
    text = GLOSSARY.read_text("utf-8")
    words = set(re.findall(r"\w+", text))
    must_be_empty([model._meta.label for model in own_models() if model.__name__ not in words])


def test_every_decision_is_listed():
    folder = ROOT / "docs" / "decisions"
    listed = (folder / "README.md").read_text("utf-8")
    must_be_empty([path.name for path in folder.glob("[0-9]*.md") if path.name not in listed])


def test_links_between_the_papers_lead_somewhere():
    papers = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    links = [(paper, link) for paper in papers for link in re.findall(r"\]\(([^)#\s]+)", paper.read_text("utf-8"))]
    broken = [(paper, link) for paper, link in links if "://" not in link and not (paper.parent / link).exists()]
    must_be_empty([f"{paper.relative_to(ROOT)}: {link}" for paper, link in broken])
