"""Attachments: what is taken in, who gets it out, and that nothing half-written stays."""

import io
import os
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from zugong.kernel.access.models import AccessLog
from zugong.kernel.history import writing
from zugong.kernel.ledger.attachments import attach, attachments_of
from zugong.kernel.ledger.kept_files import keep, place_of_content, sweep_files
from zugong.kernel.ledger.models import Attachment
from zugong.kernel.ledger.refusing import Refused

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


def zipped(**members: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return target.getvalue()


def document(*lines: str, header: str = "") -> bytes:
    made = docx.Document()
    made.sections[0].header.paragraphs[0].text = header
    for line in lines:
        made.add_paragraph(line)
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def printed(line: str) -> bytes:
    """A page of PDF with one line of text, as office software writes it: characters by number, their meaning in a table."""
    codes = "".join(f"<{n:02x}> <{ord(char):04x}>\n" for n, char in enumerate(line, 1))
    table = f"begincmap\n1 begincodespacerange <00> <ff> endcodespacerange\n{len(line)} beginbfchar\n{codes}endbfchar\nendcmap"
    shown = "BT /F 16 Tf 72 720 Td <" + "".join(f"{n:02x}" for n in range(1, len(line) + 1)) + "> Tj ET"
    bodies = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
        f"<< /Length {len(shown)} >>\nstream\n{shown}\nendstream",
        (
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /FirstChar 1 /LastChar 255 "
            f"/Widths [{' '.join(['900'] * 255)}] /ToUnicode 6 0 R >>"
        ),
        f"<< /Length {len(table)} >>\nstream\n{table}\nendstream",
    ]
    parts = "".join(f"{n} 0 obj\n{body}\nendobj\n" for n, body in enumerate(bodies, 1))
    return f"%PDF-1.4\n{parts}trailer << /Root 1 0 R /Size 7 >>\n%%EOF".encode()


@pytest.fixture
def post(appoint, posts):
    return appoint("书记", "village")


def upload(name: str, content: bytes):
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("通知.pdf", PDF),
        ("照片.PNG", PNG),
        ("照片.jpeg", b"\xff\xd8\xff\xe0" + b"\0" * 20),
        ("照片.webp", b"RIFF\0\0\0\0WEBPVP8 "),
        ("说明.txt", "进展顺利".encode()),
        ("名单.csv", "姓名,单位\n".encode("gb18030")),
        ("报告.docx", document("全市组织工作进展情况")),
        ("工作秘密.docx", document("工作秘密", "正文")),
        ("材料.zip", zipped(a=b"1")),
        ("公文.ofd", zipped(**{"OFD.xml": b"<ofd/>"})),
    ],
)
def test_the_kinds_of_the_office_are_taken_in(post, name, content):
    assert attach(post, upload(name, content), by=None).size == len(content)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("空.pdf", b"", "空文件"),
        ("病毒.pdf", b"MZ\x90\0", "不在允许之列"),
        ("网页.txt", b"<html><script>alert(1)</script>", "不在允许之列"),
        ("网页.txt", b"\xef\xbb\xbf  <!DOCTYPE html>", "不在允许之列"),
        ("脚本.txt", b"#!/bin/sh\n", "不在允许之列"),
        ("图.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "不在允许之列"),
        ("假.pdf", PNG, "与扩展名不符"),
        ("假.png", PDF, "与扩展名不符"),
        ("没有扩展名", PDF, "与扩展名不符"),
        ("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "docx"),
        ("宏.docx", zipped(word__document=b"", **{"word/document.xml": b"<a/>", "word/vbaProject.bin": b"1"}), "宏"),
        ("包.zip", zipped(**{"里面/工具.EXE": b"MZ"}), "可执行"),
        ("坏.zip", b"PK\x03\x04broken", "损坏"),
        ("涉密.docx", document("正文", header="机密★1年"), "机密"),
        ("涉密.docx", document("000001", "秘 密★6个月", "文件标题"), "秘密"),
        ("涉密.docx", document("密级：绝密"), "绝密"),
        ("涉密.pdf", printed("机 密★1年"), "机密"),
        ("涉密.txt", "机密\n正文".encode(), "机密"),
    ],
)
def test_what_must_not_come_in_is_refused_with_a_sentence(post, name, content, says):
    with pytest.raises(Refused, match=says):
        attach(post, upload(name, content), by=None)
    assert not Attachment.objects.exists()


def test_a_text_that_speaks_of_secrets_is_not_a_secret(post):
    content = document("做好涉密人员管理，严守国家秘密", "机密级事项清单管理办法")
    assert attach(post, upload("办法.docx", content), by=None).pk
    assert attach(post, upload("办法.pdf", printed("严守国家秘密")), by=None).pk


def test_a_packed_file_that_unpacks_to_too_much_is_refused(post, monkeypatch):
    from zugong.kernel.ledger import contents

    monkeypatch.setattr(contents, "LARGEST_UNPACKED", 10)
    with pytest.raises(Refused, match="过大"):
        attach(post, upload("大.zip", zipped(a=b"0" * 11)), by=None)


def test_a_name_with_a_path_keeps_the_name_alone(post):
    upload = SimpleUploadedFile("x.pdf", PDF)
    upload._name = "..\\..\\etc/通知.pdf"
    assert attach(post, upload, by=None).name == "通知.pdf"


def test_one_content_is_kept_once(post, settings):
    attach(post, upload("甲.pdf", PDF), by=None), attach(post, upload("乙.pdf", PDF), by=None)
    assert len([path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]) == 1
    assert [file.name for file in attachments_of(post)] == ["甲.pdf", "乙.pdf"]


def test_a_refused_file_leaves_nothing_behind(post, settings):
    with pytest.raises(Refused):
        attach(post, upload("x.pdf", b"MZ"), by=None)
    assert [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()] == []


def test_an_upload_that_breaks_off_leaves_no_content(settings):
    def chunks():
        yield PDF
        raise OSError

    with pytest.raises(OSError):  # noqa: PT011 - the error is the test's own
        keep(chunks(), lambda path: None)
    assert [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()] == []


def test_a_process_that_is_killed_while_writing_leaves_no_content(settings):
    """The content appears whole or not at all, whenever the power goes; the half is swept away later."""
    dying = """
import os, signal, sys
import django
from django.conf import settings
django.setup()
settings.MEDIA_ROOT = sys.argv[1]
from zugong.kernel.ledger.kept_files import keep
def chunks():
    yield b"%PDF-half"
    os.kill(os.getpid(), signal.SIGKILL)
keep(chunks(), lambda path: None)
"""
    root = Path(settings.MEDIA_ROOT)
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "zugong.site.settings", "ZUGONG_ENV": "test"}
    done = subprocess.run([sys.executable, "-c", dying, str(root)], env=environment, check=False)  # noqa: S603
    assert done.returncode == -signal.SIGKILL
    assert [path.parent.name for path in root.rglob("*") if path.is_file()] == ["incoming"]


def test_the_sweep_takes_old_orphans_and_leaves_the_rest(post, settings):
    kept = attach(post, upload("x.pdf", PDF), by=None)
    orphan, _, _ = keep([b"orphan"], lambda path: None)
    fresh, _, _ = keep([b"fresh"], lambda path: None)
    broken = Path(settings.MEDIA_ROOT) / "incoming" / "broken"
    broken.write_bytes(b"half")
    for path in place_of_content(kept.digest), place_of_content(orphan), broken:
        os.utime(path, (0, 0))
    assert sweep_files(lambda *_: None) == {"swept": 2}
    assert place_of_content(kept.digest).exists()
    assert place_of_content(fresh).exists()


def test_the_file_of_a_voided_attachment_is_kept(post):
    kept = attach(post, upload("x.pdf", PDF), by=None)
    writing.void(kept, by=None, why="传错")
    os.utime(place_of_content(kept.digest), (0, 0))
    sweep_files(lambda *_: None)
    assert place_of_content(kept.digest).exists()


def test_a_file_is_as_visible_as_its_record(as_, post):
    kept = attach(post, upload("通知.pdf", PDF), by=None)
    assert b"".join(as_("villager").get(f"/files/{kept.pk}/").streaming_content) == PDF
    assert AccessLog.objects.get(kind=AccessLog.Kind.DOWNLOADED).what == "通知.pdf"
    assert as_("other_villager").get(f"/files/{kept.pk}/").status_code == 404
    assert as_("resident").get(f"/files/{kept.pk}/").status_code == 404


def test_a_file_is_never_served_as_something_a_browser_runs(as_, post):
    kept = attach(post, upload("说明.txt", b"plain"), by=None)
    response = as_("villager").get(f"/files/{kept.pk}/")
    assert response["Content-Type"].startswith("text/plain")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("attachment")
    assert "sandbox" in response["Content-Security-Policy"]


def test_files_are_handed_in_on_the_records_page(as_, post):
    client = as_("officer")
    files = [upload("甲.pdf", PDF), upload("乙.exe", b"MZ")]
    response = client.post(f"/ledgers/trial-posts/{post.pk}/files/", {"files": files}, follow=True)
    assert "已上传：甲.pdf" in response.text
    assert "“乙.exe”的类型不在允许之列" in response.text
    assert [file.name for file in attachments_of(post)] == ["甲.pdf"]


def test_who_may_not_edit_hands_nothing_in_and_takes_nothing_out(as_, post):
    kept = attach(post, upload("通知.pdf", PDF), by=None)
    for user, status in ("villager", 403), ("shucheng_officer", 404):
        client = as_(user)
        assert (
            client.post(f"/ledgers/trial-posts/{post.pk}/files/", {"files": [upload("x.pdf", PDF)]}).status_code
            == status
        )
        gone = client.post(f"/ledgers/trial-posts/{post.pk}/files/{kept.pk}/void/", {"why": "删"})
        assert gone.status_code == status
    assert attachments_of(post).count() == 1


def test_a_file_of_another_record_cannot_be_taken_out_through_ones_own(as_, appoint, post):
    kept = attach(appoint("远", "far_village"), upload("通知.pdf", PDF), by=None)
    client = as_("jinan_officer")
    assert client.post(f"/ledgers/trial-posts/{post.pk}/files/{kept.pk}/void/", {"why": "删"}).status_code in {403, 404}
    assert Attachment.objects.filter(pk=kept.pk).exists()
