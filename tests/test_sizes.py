"""Nothing grows beyond what a person takes in at once."""

import ast
import inspect

import pytest

from tests.source import ROOT, files, functions, must_be_empty, named, tree_of, without_tests
from zugong.kernel.ledger.declaring import Ledger

LONGEST_FILE = 400
LONGEST_TEST_FILE = 500
LONGEST_FUNCTION = 40
LONGEST_LEDGER = 120
MOST_LEDGER_ATTRIBUTES = 12
NAMELESS_DRAWERS = {"utils", "helpers", "common", "base", "manager", "info", "misc", "lib"}


def test_no_file_is_longer_than_its_limit():
    limits = {path: LONGEST_TEST_FILE if "tests" in path.parts else LONGEST_FILE for path in files()}
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in files()}
    must_be_empty([f"{path.relative_to(ROOT)}: {lengths[path]}" for path in files() if lengths[path] > limits[path]])


def test_no_function_is_longer_than_its_limit():
    found = [
        f"{named(path, node)}: {node.end_lineno - node.lineno + 1}"
        for path in without_tests()
        for node in functions(path)
        if node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    ]
    must_be_empty(found)


def test_the_ledger_stays_small():
    lines = len(inspect.getsource(Ledger).splitlines())
    attributes = [name for name in Ledger.__annotations__ if not name.startswith("_")]
    assert lines <= LONGEST_LEDGER
    assert len(attributes) <= MOST_LEDGER_ATTRIBUTES


def test_no_file_is_a_drawer_without_a_name():
    must_be_empty([str(path.relative_to(ROOT)) for path in files() if path.stem in NAMELESS_DRAWERS])


@pytest.mark.parametrize("banned", ["TODO", "FIXME", "XXX", "HACK"])
def test_nothing_is_left_for_later(banned):
    must_be_empty([str(path.relative_to(ROOT)) for path in files() if banned in path.read_text("utf-8")])


def test_parts_call_each_other_and_send_no_signals():
    found = [
        named(path, node)
        for path in without_tests()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("django.db.models.signals")
    ]
    must_be_empty(found)


def test_only_the_calendar_reads_the_clock():
    clocks = {
        ("datetime", "now"),
        ("datetime", "today"),
        ("date", "today"),
        ("timezone", "now"),
        ("datetime", "utcnow"),
    }
    found = []
    for path in without_tests():
        if "calendar" in path.parts:
            continue
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = node.func.value
                last = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
                if (last, node.func.attr) in clocks:
                    found.append(named(path, node))
    must_be_empty(found)
