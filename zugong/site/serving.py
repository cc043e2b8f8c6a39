"""Runs the platform on one address: prepares it, then keeps a web server and a worker alive until told to stop."""

import hashlib
import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from time import monotonic
from types import FrameType

Tell = Callable[[str], None]
STOP_SECONDS = 15.0
START_SECONDS = 60.0
LOOK_SECONDS = 0.3
LONGEST_PAUSE = 30.0


class CannotServe(Exception):
    """The platform could not be started; the sentence says why."""


def environment_for(plan: Path | None, var: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of the processes. A city begun from a plan of one's own has a folder of its own, named after the content."""
    names = dict(environment)
    names["DJANGO_SETTINGS_MODULE"] = "zugong.site.settings"
    if plan is not None and "DATABASE_URL" not in names:
        if not plan.is_file():
            raise CannotServe(f"找不到文件 {plan} · no such file")
        names["ZUGONG_VAR"] = str(var / "plans" / hashlib.sha256(plan.read_bytes()).hexdigest()[:12])
    return names


def check_port(host: str, port: int) -> None:
    """Refuse early when somebody else listens on the port."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as refusal:
            raise CannotServe(
                f"{host}:{port} 不能使用，可用 --port 换一个 · cannot listen there, choose another --port ({refusal.strerror})"
            ) from refusal


class Supervised:
    """A child process that is started again when it dies, after a pause that grows while it keeps dying."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self.command, self.environment = command, environment
        self.process: subprocess.Popen[bytes] | None = None
        self.started_at = 0.0
        self.pause = 1.0
        self.start_after = 0.0

    def start(self) -> None:
        """Start it, in a session of its own: Ctrl-C reaches the supervisor alone, which then ends its children in order."""
        self.process = subprocess.Popen(self.command, env=self.environment, start_new_session=True)  # noqa: S603 - our own
        self.started_at = monotonic()

    def look_after(self) -> None:
        """Start it again if it has died and its pause is over."""
        if self.process is not None and self.process.poll() is None:
            if monotonic() - self.started_at > LONGEST_PAUSE:
                self.pause = 1.0
            return
        if self.process is not None:
            self.process = None
            self.start_after = monotonic() + self.pause
            self.pause = min(self.pause * 2, LONGEST_PAUSE)
        elif monotonic() >= self.start_after:
            self.start()

    def stop(self) -> None:
        """Ask it to end."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def wait(self, until: float) -> None:
        """Wait for its end, and end it by force when the time is over."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.1, until - monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def serve(*, host: str, port: int, plan: Path | None, var: Path, tell: Tell) -> None:
    """Prepare and run the platform until SIGINT or SIGTERM."""
    check_port(host, port)
    names = environment_for(plan, var, os.environ)
    stopping = threading.Event()

    def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    for asked in (signal.SIGINT, signal.SIGTERM):
        signal.signal(asked, ask_to_stop)
    _prepare(plan, names, stopping)
    if stopping.is_set():
        return
    web = Supervised(_web_command(host, port), names)
    worker = Supervised([sys.executable, "-m", "zugong", "work"], names)
    children = [web, worker]
    for child in children:
        child.start()
    try:
        _announce(host, port, web, stopping, tell)
        while not stopping.wait(LOOK_SECONDS):
            for child in children:
                child.look_after()
    finally:
        tell("正在停止 · stopping")
        for child in children:
            child.stop()
        until = monotonic() + STOP_SECONDS
        for child in children:
            child.wait(until)


def _prepare(plan: Path | None, names: dict[str, str], stopping: threading.Event) -> None:
    command = [sys.executable, "-m", "zugong", "prepare", *(["--plan", str(plan)] if plan else [])]
    process = subprocess.Popen(command, env=names, start_new_session=True)  # noqa: S603 - our own command
    while process.poll() is None:
        if stopping.wait(LOOK_SECONDS):
            process.terminate()
            process.wait()
            return
    if process.returncode:
        raise CannotServe("准备没有完成，原因见上 · preparing failed, see above")


def _web_command(host: str, port: int) -> list[str]:
    processes = str(min(2, os.cpu_count() or 1))
    options = ["--interface", "wsgi", "--host", host, "--port", str(port), "--no-ws", "--log-level", "warning"]
    options += ["--workers", processes, "--blocking-threads", "4", "--respawn-failed-workers"]
    return [sys.executable, "-m", "granian", *options, "zugong.site.wsgi:application"]


def _announce(host: str, port: int, web: Supervised, stopping: threading.Event, tell: Tell) -> None:
    """Say the address once it answers."""
    shown = f"[{host}]" if ":" in host else host
    reached = {"0.0.0.0": "127.0.0.1", "[::]": "[::1]"}.get(shown, shown)  # noqa: S104 - compared, not bound
    until = monotonic() + START_SECONDS
    while not _answers(f"http://{reached}:{port}/healthz"):
        if stopping.wait(LOOK_SECONDS):
            return
        if monotonic() > until or (web.process is not None and web.process.poll() is not None):
            raise CannotServe("网页服务没有启动 · the web server did not start")
    tell(f"\n组工已启动 · Zugong is running at  http://{reached}:{port}/\n按 Ctrl-C 停止 · press Ctrl-C to stop\n")


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2):  # noqa: S310 - our own address
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
