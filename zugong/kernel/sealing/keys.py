"""Master keys and data keys: made, wrapped, rotated, destroyed."""

import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from zugong.kernel import calendar
from zugong.kernel.sealing.models import DataKey

KEY_BYTES = 16
NONCE_BYTES = 12
TAG_BYTES = 16
BATCH = 500

_remembered: ContextVar[list[bytes] | None] = ContextVar("remembered_digest_keys", default=None)


class CannotOpen(Exception):
    """A sealed value cannot be read."""


class Erased(CannotOpen):
    """The key was destroyed, as the law asks for; the value is gone."""


class Tampered(CannotOpen):
    """The value is not what was sealed, or was sealed for another place."""


class MasterKeyMissing(CannotOpen):
    """The master key under which the data key is wrapped is not in the settings."""


class BadMasterKey(ValueError):
    """A master key in the settings is not 32 hex digits."""


def encrypt(key: bytes, plain: bytes, bound_to: str) -> str:
    """SM4-GCM under a fresh nonce, as base64; `bound_to` must be said again to decrypt."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    encryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(bound_to.encode())
    sealed = encryptor.update(plain) + encryptor.finalize()
    return b64encode(nonce + encryptor.tag + sealed).decode()


def decrypt(key: bytes, token: str, bound_to: str) -> bytes:
    """What `encrypt` was given. Raises Tampered."""
    try:
        raw = b64decode(token, validate=True)
        nonce, tag, sealed = (
            raw[:NONCE_BYTES],
            raw[NONCE_BYTES : NONCE_BYTES + TAG_BYTES],
            raw[NONCE_BYTES + TAG_BYTES :],
        )
        decryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce, tag)).decryptor()
        decryptor.authenticate_additional_data(bound_to.encode())
        return decryptor.update(sealed) + decryptor.finalize()
    except (InvalidTag, ValueError) as error:
        raise Tampered(bound_to) from error


def sm3(content: bytes) -> str:
    """The SM3 digest in hex."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(content)
    return digest.finalize().hex()


def master_keys() -> dict[str, bytes]:
    """The master keys of the settings by fingerprint, the newest first. Raises BadMasterKey."""
    keys = {}
    for text in settings.MASTER_KEYS:
        try:
            key = bytes.fromhex(text.strip())
        except ValueError as error:
            raise BadMasterKey("a master key is 32 hex digits") from error
        if len(key) != KEY_BYTES:
            raise BadMasterKey("a master key is 32 hex digits")
        keys[sm3(key)[:16]] = key
    return keys


def _wrap(plain: bytes) -> tuple[str, str]:
    fingerprint, master = next(iter(master_keys().items()))
    return encrypt(master, plain, "data key"), fingerprint


def prepared_key(purpose: str = DataKey.Purpose.PERSON) -> DataKey:
    """A new data key that is not stored yet."""
    wrapped, fingerprint = _wrap(secrets.token_bytes(KEY_BYTES))
    return DataKey(purpose=purpose, wrapped=wrapped, master=fingerprint, created_at=calendar.now())


def new_key(purpose: str = DataKey.Purpose.PERSON) -> DataKey:
    """Make and store a data key."""
    key = prepared_key(purpose)
    key.save(force_insert=True)
    return key


def plain_key(key: DataKey) -> bytes:
    """The key itself. Raises Erased, MasterKeyMissing, Tampered."""
    if key.destroyed_at is not None or not key.wrapped:
        raise Erased(str(key))
    master = master_keys().get(key.master)
    if master is None:
        raise MasterKeyMissing(key.master)
    return decrypt(master, key.wrapped, "data key")


def digest_key() -> bytes:
    """The key under which digests are made; made on first use."""
    return digest_keys()[0]


def digest_keys() -> list[bytes]:
    """The keys under which stored digests may stand: one, and while it is being renewed the former one after it."""
    remembered = _remembered.get()
    if remembered:
        return remembered
    purposes = (DataKey.Purpose.DIGEST, DataKey.Purpose.FORMER_DIGEST)
    stored = {key.purpose: key for key in DataKey.objects.filter(purpose__in=purposes, destroyed_at__isnull=True)}
    if DataKey.Purpose.DIGEST not in stored:
        prepared = prepared_key(DataKey.Purpose.DIGEST)
        defaults = {"wrapped": prepared.wrapped, "master": prepared.master, "created_at": prepared.created_at}
        stored[DataKey.Purpose.DIGEST], _ = DataKey.objects.get_or_create(
            purpose=DataKey.Purpose.DIGEST, destroyed_at=None, defaults=defaults
        )
    keys = [plain_key(stored[purpose]) for purpose in purposes if purpose in stored]
    if remembered is not None:
        remembered.extend(keys)
    return keys


@contextmanager
def remembering() -> Iterator[None]:
    """Inside, the digest key is read from the database once. Wrap in it whatever digests many values, such as a batch of rows."""
    token = _remembered.set([])
    try:
        yield
    finally:
        _remembered.reset(token)


def rotate() -> int:
    """Wrap every data key that stands under an older master key anew under the newest; says how many. Records stay as they are.

    It works in small steps: killed, it goes on where it was when it is called again. Raises MasterKeyMissing before the first step.
    """
    newest = next(iter(master_keys()))
    stale = DataKey.objects.filter(destroyed_at__isnull=True).exclude(master=newest)
    for fingerprint in stale.values_list("master", flat=True).distinct():
        if fingerprint not in master_keys():
            raise MasterKeyMissing(fingerprint)
    count = 0
    while wrapped := _rotate_some(stale):
        count += wrapped
    return count


@transaction.atomic
def _rotate_some(stale: QuerySet[DataKey]) -> int:
    keys = list(stale.select_for_update()[:BATCH])
    for key in keys:
        key.wrapped, key.master = _wrap(plain_key(key))
    DataKey.objects.bulk_update(keys, ["wrapped", "master"])
    return len(keys)


def destroy(key: DataKey) -> None:
    """Erase for ever what was sealed with this key."""
    key.wrapped, key.master, key.destroyed_at = "", "", calendar.now()
    key.save(update_fields=["wrapped", "master", "destroyed_at"])
