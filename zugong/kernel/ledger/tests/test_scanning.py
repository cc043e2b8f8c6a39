"""The virus scanner: what it refuses, and what happens while it is away."""

import socket
import struct
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from zugong.kernel.jobs.models import Job
from zugong.kernel.jobs.worker import run_due
from zugong.kernel.ledger import scanning
from zugong.kernel.ledger.attachments import attach, attachments_of
from zugong.kernel.ledger.models import Attachment
from zugong.kernel.ledger.refusing import Refused

BAD = b"STAND-IN-FOR-A-TEST-VIRUS"
HERE = "zugong.kernel.ledger.tests.test_scanning"


@pytest.fixture(autouse=True)
def _ledger(posts):
    return posts


@pytest.fixture
def post(appoint):
    return appoint("书记", "village")


def upload(content: bytes = b"plain") -> SimpleUploadedFile:
    return SimpleUploadedFile("说明.txt", content)


def finds_the_stand_in(path) -> str:
    return "Stand-In" if BAD in path.read_bytes() else ""


def is_away(path) -> str:
    raise ConnectionRefusedError


def clamd(answer: bytes) -> tuple[str, list[bytes]]:
    """A server for one question that says `answer` and keeps what it was sent."""
    server = socket.create_server(("127.0.0.1", 0))
    kept: list[bytes] = []

    def serve() -> None:
        with server, server.accept()[0] as connection, connection.makefile("rb") as stream:
            kept.append(stream.read(10))
            while size := struct.unpack("!L", stream.read(4))[0]:
                kept.append(stream.read(size))
            connection.sendall(answer)

    threading.Thread(target=serve, daemon=True).start()
    return f"clamd://127.0.0.1:{server.getsockname()[1]}", kept


def test_without_a_scanner_files_are_taken_in(post, settings):
    settings.SCANNER = ""
    assert not attach(post, upload(BAD), by=None).unscanned


def test_a_function_refuses_what_it_finds_and_names_it(post, settings):
    settings.SCANNER = f"{HERE}.finds_the_stand_in"
    with pytest.raises(Refused, match="未通过病毒扫描（Stand-In）"):
        attach(post, upload(BAD), by=None)
    assert not attach(post, upload(), by=None).unscanned
    assert attachments_of(post).count() == 1


@pytest.mark.parametrize(("answer", "virus"), [(b"stream: OK\0", ""), (b"stream: Eicar-Like FOUND\0", "Eicar-Like")])
def test_clamd_is_sent_the_whole_file_and_believed(tmp_path, settings, answer, virus):
    settings.SCANNER, kept = clamd(answer)
    file = tmp_path / "file"
    file.write_bytes(b"x" * 100_000)
    assert scanning.found_in(file) == virus
    assert kept[0] == b"zINSTREAM\0"
    assert b"".join(kept[1:]) == b"x" * 100_000


@pytest.mark.parametrize("answer", [b"", b"stream: INSTREAM size limit exceeded. ERROR\0"])
def test_an_answer_that_is_not_understood_is_no_pass(tmp_path, settings, answer):
    settings.SCANNER, _ = clamd(answer)
    file = tmp_path / "file"
    file.write_bytes(b"x")
    with pytest.raises(scanning.Unavailable):
        scanning.found_in(file)


def test_while_the_scanner_is_away_the_file_waits_and_nobody_opens_it(as_, post, settings):
    settings.SCANNER = f"{HERE}.is_away"
    client = as_("officer")
    page = client.post(f"/ledgers/trial-posts/{post.pk}/files/", {"files": [upload()]}, follow=True)
    assert "查毒程序暂时不可用" in page.text
    assert "待查毒" in page.text
    kept = Attachment.objects.get()
    assert client.get(f"/files/{kept.pk}/").status_code == 403


def test_back_again_it_opens_clean_files_and_takes_the_others_out(as_, post, settings):
    settings.SCANNER = f"{HERE}.is_away"
    clean, bad = attach(post, upload(), by=None), attach(post, upload(BAD), by=None)
    settings.SCANNER = f"{HERE}.finds_the_stand_in"
    run_due()
    assert as_("officer").get(f"/files/{clean.pk}/").status_code == 200
    bad.refresh_from_db()
    assert "Stand-In" in bad.voided_why
    assert list(attachments_of(post)) == [clean]


def test_as_long_as_it_is_away_the_job_is_tried_again(post, settings):
    settings.SCANNER = f"{HERE}.is_away"
    attach(post, upload(), by=None)
    run_due()
    assert (Job.objects.get().state, Job.objects.get().attempts) == ("queued", 1)
    assert Attachment.objects.get().unscanned


def test_what_the_scanner_lets_pass_is_still_judged_by_its_content(post, settings):
    settings.SCANNER = f"{HERE}.finds_the_stand_in"
    with pytest.raises(Refused, match="类型"):
        attach(post, SimpleUploadedFile("x.exe", b"MZ\x00\x01"), by=None)
