"""A city to walk in: built once, copied for each walk, served as anybody would serve it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

START_SECONDS = 180
STOP_SECONDS = 30


def _environment(folder: Path, today: str = "") -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ZUGONG_", "DATABASE_URL"))}
    kept |= {"ZUGONG_ENV": "demo", "ZUGONG_VAR": str(folder), "DJANGO_SETTINGS_MODULE": "zugong.site.settings"}
    return kept | ({"ZUGONG_TODAY": today} if today else {})


def build(folder: Path) -> None:
    """Build the demonstration's city in a folder; one that is there already is kept."""
    command = [sys.executable, "-m", "zugong", "prepare"]
    subprocess.run(command, env=_environment(folder), check=True, stdout=subprocess.DEVNULL)


def build_without_plan(folder: Path) -> None:
    """Build the city's units and people in a folder, but no plan: the beginning of a year."""
    command = [sys.executable, "-m", "zugong", "prepare", "--without-plan"]
    subprocess.run(command, env=_environment(folder), check=True, stdout=subprocess.DEVNULL)


def copy(folder: Path, to: Path) -> Path:
    """A copy of a city that nobody is serving."""
    shutil.copytree(folder, to)
    return to


def run(folder: Path, *arguments: str, today: str = "") -> None:
    """Run a Python program over the city in a folder: `run(folder, "-m", "zugong", "work", "--once")`."""
    subprocess.run([sys.executable, *arguments], env=_environment(folder, today), check=True, stdout=subprocess.DEVNULL)


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    until = monotonic() + START_SECONDS
    while monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError("the server ended before it answered")
        try:
            urllib.request.urlopen(address, timeout=2)  # noqa: S310 - our own address
        except urllib.error.HTTPError:
            return
        except OSError:
            sleep(0.2)
        else:
            return
    raise RuntimeError("the server did not answer")


@contextmanager
def served(folder: Path, *, port: int = 0, today: str = "") -> Iterator[str]:
    """Serve the city in a folder as `make run` does, on a day of its own if one is named; yields its address."""
    port = port or free_port()
    command = [sys.executable, "-m", "zugong", "serve", "--port", str(port)]
    process = subprocess.Popen(
        command, env=_environment(folder, today), stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/healthz", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
