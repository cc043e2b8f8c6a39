"""A sheet signed by hand and registered by a second person."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from zugong.kernel import calendar
from zugong.kernel.ledger.attachments import attachments_of
from zugong.kernel.parameters.models import Parameter
from zugong.kernel.procedures.contents import content_hash
from zugong.kernel.procedures.models import Signature
from zugong.kernel.procedures.moving import CannotMove, ChangedSinceSeen, NotYours, SamePerson
from zugong.kernel.procedures.paper_signing import possible_signers, register_on_paper

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with calendar.on(date(2023, 7, 3)):
        yield


@pytest.fixture
def register(procedure, make, city):
    def done(record=None, **changed):
        record = record or make("proposed")
        given = {
            "signer": city.jinan_officer,
            "scan": SimpleUploadedFile("签字.pdf", PDF, "application/pdf"),
            "code": content_hash(record, procedure)[:8],
            "signed_on": date(2023, 7, 1),
            "by": city.officer,
        }
        return register_on_paper(procedure, "approve", record, **(given | changed))

    return done


def test_a_signature_on_paper_is_the_signers_and_names_the_scan_and_who_registered_it(register, make, city):
    record = make("proposed")
    signature = register(record)
    assert (signature.by, signature.registered_by, signature.signed_on) == (
        city.jinan_officer,
        city.officer,
        date(2023, 7, 1),
    )
    assert signature.scan == attachments_of(record).get()
    assert Parameter.objects.get(pk=record.pk).state == "approved"


def test_the_code_may_be_typed_in_groups_and_capitals(register, procedure, make):
    record = make("proposed")
    digits = content_hash(record, procedure).upper()
    assert register(record, code=f"{digits[:4]} {digits[4:8]}")


@pytest.mark.parametrize("code", ["", "0000 0000", "12"])
def test_another_code_than_the_contents_is_refused_and_no_scan_is_kept(register, make, code):
    record = make("proposed")
    with pytest.raises(ChangedSinceSeen, match="校验码"):
        register(record, code=code)
    assert not attachments_of(record).exists()
    assert not Signature.objects.exists()


def test_a_sheet_printed_before_a_change_is_refused(register, procedure, make):
    record = make("proposed")
    code = content_hash(record, procedure)
    Parameter.objects.filter(pk=record.pk).update(value=9)
    with pytest.raises(ChangedSinceSeen):
        register(record, code=code)


def test_nobody_registers_the_own_signature(register, city):
    with pytest.raises(SamePerson):
        register(signer=city.officer)


def test_the_signer_needs_the_right_and_so_does_who_registers(register, city):
    with pytest.raises(NotYours):
        register(signer=city.shucheng_officer)
    with pytest.raises(NotYours, match="登记"):
        register(by=city.shucheng_officer)


def test_a_sheet_is_not_signed_tomorrow(register):
    with pytest.raises(CannotMove, match="还没有到"):
        register(signed_on=date(2023, 7, 4))


def test_those_who_may_sign_are_those_who_could_take_the_move(procedure, make, city):
    signers = possible_signers(make("proposed"), procedure.move("approve"))
    assert city.jinan_officer in signers
    assert city.officer in signers
    assert city.shucheng_officer not in signers
