"""Keeps people out of what marketers read: pseudonyms for names, and words without contact details.

The pseudonym of a customer is the same everywhere in one installation and leads nowhere without its secret.
"""

import re
from base64 import b32encode
from collections.abc import Iterable, Mapping
from hashlib import sha256
from hmac import digest

_DATE = r"\d{4}-\d\d?-\d\d?\b|\d\d?[./-]\d\d?[./-]\d{4}\b"
_PATTERNS = {
    "email": re.compile(r"[^\s@<>(),;:]+@[^\s@<>(),;:]+\.[^\s@<>(),;:]*\w"),
    "number": re.compile(rf"(?<![\w-])(?!{_DATE})(?:\+|00)?\d(?:[ \u00a0()./-]{{0,2}}\d){{7,18}}(?!\w)"),
    "address": re.compile(
        r"\b[^\W\d_]*(?:vej|gade|stræde|plads|torv|vænge|vei|veien|gata|gaten|gate|plass)\s+\d+\s?[a-z]?\b",
        re.IGNORECASE,
    ),
}
_CODE_LENGTH = 5


def masked(text: str, *, names: Iterable[str] = (), words: Mapping[str, str]) -> str:
    """Return `text` without e-mail addresses, long numbers, street addresses and the given names.

    Args:
        text: What somebody wrote.
        names: Names known of this person, in full; each part is taken out too.
        words: What to put instead of an email, a number, an address and a name.
    """
    for kind, pattern in _PATTERNS.items():
        text = pattern.sub(f"[{words[kind]}]", text)
    parts = {part for name in names for part in (name, *name.split()) if len(part) > 1}
    for part in sorted(parts, key=len, reverse=True):
        text = re.sub(
            rf"(?<!\w){re.escape(part)}(?=s?(?!\w))", f"[{words['name']}]", text, flags=re.IGNORECASE
        )
    return text


def pseudonym(secret: str, *, customer_id: int | None, conversation_id: str) -> str:
    """Return five letters and digits that stand for a customer, or for the guest of one conversation."""
    whom = f"customer {customer_id}" if customer_id is not None else f"guest {conversation_id}"
    return b32encode(digest(secret.encode(), whom.encode(), sha256)).decode()[:_CODE_LENGTH]
