"""`zugong plan read`: what it prints, how it ends, and that it needs neither Django nor a database."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from zugong.site.command import main

PLAN = """云川市2024年组织工作要点

一、建强基层组织
全市力争新建党支部30个以上。各县区要在半年内拿出举措。
"""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.txt"
    path.write_text(PLAN, encoding="utf-8")
    return path


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["plan", "read", *arguments]) == 0
    return capsys.readouterr().out


def test_json_has_exactly_the_promised_keys(plan, capsys):
    found = json.loads(printed(capsys, str(plan), "--json"))
    assert list(found) == ["title", "year", "headings", "targets"]
    assert (found["title"], found["year"]) == ("云川市2024年组织工作要点", 2024)
    assert found["headings"] == [{"level": 1, "text": "一、建强基层组织"}]
    keys = ["quote", "value", "value2", "unit", "what", "comparator", "hedge", "scope", "deadline", "heading"]
    assert [list(target) for target in found["targets"]] == [keys] * len(found["targets"])


def test_json_keeps_chinese_readable(plan, capsys):
    assert "组织工作要点" in printed(capsys, str(plan), "--json")


def test_the_tree_shows_targets_under_their_heading(plan, capsys):
    lines = printed(capsys, str(plan)).splitlines()
    place = lines.index("一、建强基层组织")
    assert "30" in lines[place + 1]
    assert lines[place + 1].startswith("  · ")


def test_a_relative_deadline_asks_for_the_date_of_the_document(plan, capsys):
    assert "--date" in printed(capsys, str(plan))
    assert "--date" not in printed(capsys, str(plan), "--date", "2024-02-01")


def test_a_refusal_is_one_sentence_on_stderr_and_status_one(tmp_path, capsys):
    empty = tmp_path / "empty.txt"
    empty.write_bytes(b"")
    assert main(["plan", "read", str(empty), "--json"]) == 1
    out, err = capsys.readouterr()
    assert (out, err) == ("", "文件是空的，没有可读的内容。\n")


def test_reading_imports_no_django(plan):
    code = "import sys; from zugong.site.command import main; main(sys.argv[1:]); print('django' in sys.modules, file=sys.stderr)"
    run = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", code, "plan", "read", str(plan), "--json"],
        capture_output=True,
        check=True,
        env={"LC_ALL": "C"},
    )
    assert run.stderr.decode().strip() == "False"
    assert json.loads(run.stdout.decode("utf-8"))["year"] == 2024


def test_the_module_runs_as_a_command(tmp_path):
    run = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "zugong", "plan", "read", str(tmp_path / "absent")], capture_output=True, check=False
    )
    assert run.returncode == 1
    assert "Traceback" not in run.stderr.decode()
