"""What a signature stands under."""

from typing import Any

from zugong.kernel.history.models import Record
from zugong.kernel.history.writing import values_of
from zugong.kernel.procedures.declaring import Procedure
from zugong.kernel.sealing.chains import canonical
from zugong.kernel.sealing.keys import sm3


def content_of(record: Record, procedure: Procedure) -> dict[str, Any]:
    """The values that are signed: what the record's own `signed_content()` answers, else its tracked fields.

    The state is left out, so that the digest stays the same while a record moves on unchanged, and a form printed before
    a move bears the digest of the signature that follows.
    """
    own = getattr(record, "signed_content", None)
    values = own() if callable(own) else values_of(record)
    passing = {procedure.state_field, "voided_at", "voided_why"}
    return {name: value for name, value in values.items() if name not in passing}


def content_hash(record: Record, procedure: Procedure) -> str:
    """The SM3 digest, in hexadecimal, of the record's identity and its signed values as stored."""
    identity = f"{record._meta.label_lower}/{record.pk}"
    return sm3(canonical({"record": identity, "values": content_of(record, procedure)}))
