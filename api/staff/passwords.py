"""Passwords: argon2id with the library's recommended cost, made and checked off the event loop."""

import asyncio
import secrets
from functools import cache

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError

MAX_LENGTH = 200
_GROUPS = 4
_GROUP_LENGTH = 5
_EASY_TO_TELL_APART = "abcdefghjkmnpqrstuvwxyz23456789"


async def hash_password(password: str) -> str:
    """Return the argon2id hash of `password`."""
    return await asyncio.to_thread(_hasher().hash, password)


async def password_matches(password: str, password_hash: str | None) -> bool:
    """Say whether `password` belongs to `password_hash`.

    None, for an account that does not exist, costs the same work as a wrong password, so that the time of the
    answer does not tell which accounts there are.
    """
    return await asyncio.to_thread(_check, password, password_hash)


def random_password() -> str:
    """Return a password that can be read aloud: four groups of five, 99 bits."""
    groups = (
        "".join(secrets.choice(_EASY_TO_TELL_APART) for _ in range(_GROUP_LENGTH)) for _ in range(_GROUPS)
    )
    return "-".join(groups)


def _check(password: str, password_hash: str | None) -> bool:
    usable = password_hash is not None and len(password) <= MAX_LENGTH
    try:
        matches = _hasher().verify(
            password[:MAX_LENGTH], password_hash if usable and password_hash else _decoy()
        )
    except UnknownHashError:
        return False
    return matches and usable


@cache
def _hasher() -> PasswordHash:
    return PasswordHash.recommended()


@cache
def _decoy() -> str:
    return _hasher().hash(secrets.token_urlsafe())
