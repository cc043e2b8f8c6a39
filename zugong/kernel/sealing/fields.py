"""Sealing single values, and matching them without opening them."""

import hmac as standard_hmac
import unicodedata

from cryptography.hazmat.primitives import hashes, hmac

from zugong.kernel.sealing.keys import decrypt, digest_key, digest_keys, encrypt, plain_key
from zugong.kernel.sealing.models import DataKey


def seal(key: DataKey, value: str, *, place: str) -> str:
    """The value encrypted for one place (`person.phone`); an empty value stays empty."""
    return encrypt(plain_key(key), value.encode(), f"{key.pk}/{place}") if value else ""


def unseal(key: DataKey, token: str, *, place: str) -> str:
    """The value that was sealed for this place. Raises Erased, Tampered, MasterKeyMissing."""
    return decrypt(plain_key(key), token, f"{key.pk}/{place}").decode() if token else ""


def normalised(value: str) -> str:
    """A value as it is compared: half-width, upper case, without spaces and hyphens."""
    text = unicodedata.normalize("NFKC", value).upper()
    return "".join(char for char in text if not char.isspace() and char != "-")


def digest(value: str, *, key: bytes | None = None) -> str:
    """HMAC-SM3 of a value: equal values have equal digests, and nobody without the key can try values out. Empty stays empty."""
    if not value:
        return ""
    mac = hmac.HMAC(key or digest_key(), hashes.SM3())
    mac.update(normalised(value).encode())
    return mac.finalize().hex()


def digests(value: str) -> list[str]:
    """The digests under which an equal value may be stored: one, or two while the key is being renewed."""
    return [digest(value, key=key) for key in digest_keys()] if value else []


def matches(value: str, stored: str) -> bool:
    """True if the value has this digest; takes the same time whether or not."""
    return any(standard_hmac.compare_digest(one, stored) for one in digests(value)) if stored else False
