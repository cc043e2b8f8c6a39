"""A second factor: the six digits of an authenticator on the person's phone. It works without any network."""

from base64 import b32encode
from typing import Any

import segno
from django_otp.plugins.otp_totp.models import TOTPDevice

from zugong.kernel.access.log import note
from zugong.kernel.access.models import AccessLog, User

ISSUER = "Zugong"

REQUIRED = "second_factor.required"
"""Under this name a session says that its user must have a second factor: MISSING until it is set up, then MET."""
MISSING, MET = "missing", "met"


def begin(user: User) -> TOTPDevice:
    """A device that is not confirmed yet, the same until it is: its key is shown as a QR code."""
    waiting = TOTPDevice.objects.filter(user=user, confirmed=False).first()
    return waiting or TOTPDevice.objects.create(user=user, name=user.username, confirmed=False)


def key_of(device: TOTPDevice) -> str:
    """The key to type where no code can be scanned, in groups of four."""
    key = b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(key[start : start + 4] for start in range(0, len(key), 4))


def address_of(device: TOTPDevice) -> str:
    """What the QR code says."""
    key = key_of(device).replace(" ", "")
    return f"otpauth://totp/{ISSUER}:{device.user.username}?secret={key}&issuer={ISSUER}&digits={device.digits}&period={device.step}"


def picture_of(device: TOTPDevice) -> str:
    """The QR code as an inline SVG."""
    return segno.make(address_of(device), error="m").svg_inline(scale=5, border=2, dark="#000", light="#fff")


def confirm(*, device: TOTPDevice, code: str) -> bool:
    """Take the device into use if the code is right; the user's other devices end."""
    if not device.verify_token(code.strip()):
        return False
    user: Any = device.user
    TOTPDevice.objects.filter(user=user).exclude(pk=device.pk).delete()
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    note(AccessLog.Kind.ACCOUNT, by=user, what="启用动态口令")
    return True


def is_on(user: User) -> bool:
    """True if the user has a confirmed device."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).exists()


def keep_out(session: Any, user: User) -> bool:
    """True while the session's user must have a second factor and has none; asks the database only until there is one."""
    if session.get(REQUIRED) != MISSING:
        return False
    if is_on(user):
        session[REQUIRED] = MET
        return False
    return True


def end_with(*, user: User, code: str) -> bool:
    """Take the second factor away for its owner, who proves with a right code that the phone is at hand."""
    device = TOTPDevice.objects.filter(user=user, confirmed=True).first()
    if device is None or not device.verify_token(code.strip()):
        return False
    remove(user=user, by=user)
    return True


def remove(*, user: User, by: Any) -> None:
    """Take the second factor away, as an administrator does when the phone is lost."""
    TOTPDevice.objects.filter(user=user).delete()
    note(AccessLog.Kind.ACCOUNT, by=by, unit=user.unit, what=f"停用动态口令 {user.username}")
