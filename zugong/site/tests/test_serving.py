"""Starting and stopping: children that die are started again, and a build that fails leaves nothing."""

import socket
import sys
from types import SimpleNamespace

import pytest

from zugong.kernel.access.testing import small_city
from zugong.kernel.registry.models import Unit
from zugong.site import preparing, serving
from zugong.site.messages import compile_messages


def _silent(line: str) -> None:
    pass


def _fake_builders(monkeypatch, work):
    monkeypatch.setattr(preparing, "office", SimpleNamespace(build=small_city))
    monkeypatch.setattr(preparing, "work", SimpleNamespace(build=work))


def test_a_build_that_fails_midway_leaves_no_city(db, monkeypatch):
    def work(plan_path):
        raise KeyboardInterrupt

    _fake_builders(monkeypatch, work)
    with pytest.raises(KeyboardInterrupt):
        preparing.build_city(None, _silent)
    assert not Unit.objects.exists()


def test_a_second_start_keeps_the_city(db, monkeypatch, tmp_path):
    given = []
    _fake_builders(monkeypatch, lambda plan_path: given.append(plan_path))
    assert preparing.build_city(tmp_path / "plan.txt", _silent)
    assert not preparing.build_city(None, _silent)
    assert given == [tmp_path / "plan.txt"]


def test_a_city_can_wait_for_its_plan(db, monkeypatch):
    given = []
    _fake_builders(monkeypatch, lambda plan_path: given.append(plan_path))
    assert preparing.build_city(None, _silent, with_plan=False)
    assert Unit.objects.exists()
    assert given == []


def test_a_child_that_dies_is_started_again():
    child = serving.Supervised([sys.executable, "-c", ""], {})
    child.pause = 0.0
    child.start()
    first = child.process
    first.wait()
    child.look_after()
    child.look_after()
    assert child.process is not first
    child.process.wait()


def test_a_child_that_keeps_dying_is_left_alone_ever_longer():
    child = serving.Supervised([sys.executable, "-c", ""], {})
    child.start()
    child.process.wait()
    child.look_after()
    assert child.pause == 2.0
    child.look_after()
    assert child.process is None


def test_a_child_that_ignores_the_request_is_ended_by_force():
    program = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(60)"
    child = serving.Supervised([sys.executable, "-c", program], {})
    child.start()
    child.stop()
    child.wait(until=0.0)
    assert child.process.returncode is not None


def test_a_port_in_use_is_refused_before_anything_is_built():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(serving.CannotServe, match="--port"):
            serving.check_port("127.0.0.1", taken.getsockname()[1])


def test_each_plan_has_a_city_of_its_own_found_again_by_its_content(tmp_path):
    one, same, other = (tmp_path / name for name in ("one.txt", "same.txt", "other.txt"))
    one.write_text("甲")
    same.write_text("甲")
    other.write_text("乙")
    folders = [serving.environment_for(plan, tmp_path, {})["ZUGONG_VAR"] for plan in (one, same, other)]
    assert folders[0] == folders[1] != folders[2]


def test_without_a_plan_the_folder_is_the_usual_one(tmp_path):
    assert "ZUGONG_VAR" not in serving.environment_for(None, tmp_path, {})


def test_a_plan_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(serving.CannotServe):
        serving.environment_for(tmp_path / "none.txt", tmp_path, {})


def test_translations_are_compiled_once_and_again_after_a_change(tmp_path):
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    source = folder / "django.po"
    source.write_text('msgid "计划"\nmsgstr "Plan"\n', "utf-8")
    assert compile_messages([tmp_path]) == [folder / "django.mo"]
    assert compile_messages([tmp_path]) == []
    source.touch()
    assert b"Plan" in (folder / "django.mo").read_bytes()
