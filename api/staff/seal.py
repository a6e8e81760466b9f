"""What the api keeps or hands out unreadable: sealed with keys made from the installation's secret.

Each purpose has a key of its own (HKDF, RFC 5869), so that what was sealed for one cannot be used for another.
"""

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from datetime import timedelta
from functools import lru_cache
from typing import Any, Literal

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

Purpose = Literal["totp", "spare-codes", "second-step", "sign-on"]


def seal(secret: str, purpose: Purpose, text: str) -> str:
    """Return `text` encrypted and signed."""
    return _fernet(secret, purpose).encrypt(text.encode()).decode()


def unseal(secret: str, purpose: Purpose, sealed: str, *, within: timedelta | None = None) -> str | None:
    """Return what was sealed; None if it was not sealed here, or longer ago than `within`."""
    seconds = int(within.total_seconds()) if within else None
    try:
        return _fernet(secret, purpose).decrypt(sealed.encode(), ttl=seconds).decode()
    except InvalidToken:
        return None


def seal_facts(secret: str, purpose: Purpose, facts: dict[str, Any]) -> str:
    """Return `facts` encrypted and signed, for a cookie."""
    return seal(secret, purpose, json.dumps(facts))


def unseal_facts(
    secret: str, purpose: Purpose, sealed: str, *, within: timedelta | None = None
) -> dict[str, Any] | None:
    """Return the facts that were sealed, None as for `unseal`."""
    text = unseal(secret, purpose, sealed, within=within)
    if text is None:
        return None
    facts: dict[str, Any] = json.loads(text)
    return facts


def fingerprint(secret: str, purpose: Purpose, text: str) -> str:
    """Return a keyed SHA-256 of `text`: for what is too short to be kept as a plain hash."""
    return hmac.new(_key(secret, purpose), text.encode(), hashlib.sha256).hexdigest()


@lru_cache(maxsize=16)
def _fernet(secret: str, purpose: Purpose) -> Fernet:
    return Fernet(urlsafe_b64encode(_key(secret, purpose)))


@lru_cache(maxsize=16)
def _key(secret: str, purpose: Purpose) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=f"kundedialog {purpose}".encode()).derive(
        secret.encode()
    )
