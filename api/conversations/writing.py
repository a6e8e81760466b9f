"""What may be written in a message, and in which language somebody's locale is."""

import re
import unicodedata

from api.conversations.errors import MessageEmpty, MessageTooLong

MESSAGE_LENGTH = 4000
_LANGUAGE_OF = {"da": "da", "nb": "nb", "no": "nb", "nn": "nb", "en": "en"}
_KEPT = {"\n", "\t"}
_INVISIBLE = {"Zs", "Zl", "Zp", "Cc", "Cf"}


def clean(text: str) -> str:
    """The text without control characters and lone surrogates; line breaks, tabs and emoji stay."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (
        character
        for character in text
        if character in _KEPT or unicodedata.category(character) not in {"Cc", "Cs"}
    )
    return "".join(kept).strip()


def message_text(text: str, *, too_long: str | None = None) -> str:
    """The cleaned text of a message.

    Raises:
        MessageEmpty: Nothing is left.
        MessageTooLong: More than 4000 characters; told in the words of ``too_long`` when given.
    """
    cleaned = clean(text)
    if all(unicodedata.category(character) in _INVISIBLE for character in cleaned):
        raise MessageEmpty(fields={"text": MessageEmpty.message})
    if len(cleaned) > MESSAGE_LENGTH:
        raise MessageTooLong(too_long, fields={"text": f"{len(cleaned)} > {MESSAGE_LENGTH}"})
    return cleaned


def language_of(locale: str | None) -> str | None:
    """``da``, ``nb`` or ``en`` for a locale such as ``no``, ``nn-NO`` or ``en_GB``; None for any other."""
    return _LANGUAGE_OF.get(re.split(r"[-_]", (locale or "").strip().lower())[0])
