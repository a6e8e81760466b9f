"""What a password people choose must be: long, and not what somebody else would guess first.

No rules about kinds of characters: they make passwords worse, not better (NIST SP 800-63B, 5.1.1.2).
"""

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Literal

from api.staff.passwords import MAX_LENGTH

MIN_LENGTH = 12
_PRODUCT = "kundedialog"
_COMMON = Path(__file__).parent / "common_passwords.txt"
_LEAST_OF_NAME = 4

Weakness = Literal["short", "long", "like_email", "like_product", "common"]


def weakness(password: str, *, email: str) -> Weakness | None:
    """Return what is wrong with a new password, None if nothing is."""
    if len(password) < MIN_LENGTH:
        return "short"
    if len(password) > MAX_LENGTH:
        return "long"
    plain = _plain(password)
    core = _core(password)
    if plain == _plain(email) or core in _parts(email):
        return "like_email"
    if core == _PRODUCT:
        return "like_product"
    if plain in _common() or core in _common() or _repeats(plain):
        return "common"
    return None


def _plain(text: str) -> str:
    """Return `text` as a guesser tries it: small letters without marks, and nothing but letters and digits."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if letter.isalnum())


def _core(text: str) -> str:
    """Return what is left of `text` without the digits that people add at its ends."""
    return re.sub(r"^\d+|\d+$", "", _plain(text))


def _parts(email: str) -> set[str]:
    name, _, domain = email.partition("@")
    parts = {_plain(name), _core(name), _plain(domain), _plain(domain.partition(".")[0]), _core(email)}
    return {part for part in parts if len(part) >= _LEAST_OF_NAME}


def _repeats(plain: str) -> bool:
    """Whether it is one to four characters over and over."""
    return any(plain == (plain[:n] * len(plain))[: len(plain)] for n in range(1, 5))


@cache
def _common() -> frozenset[str]:
    lines = _COMMON.read_text(encoding="utf-8").splitlines()
    return frozenset(_plain(line) for line in lines if line and not line.startswith("#"))
