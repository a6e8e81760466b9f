"""Says back what the visitor said, in their own words.

A summary that repeats the visitor's words sounds like listening; one that fills a form does not.
Where the words fit into a sentence of the bot's they are woven in, with the persons exchanged
("my mornings" → "your mornings"); where they do not, they are quoted as they stand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from actions.sentences import sentences
from actions.wording import table

Shape = Literal["about_self", "that", "when", "place", "sentence", "phrase"]
LONGEST_QUOTE = 160
_TOKEN = re.compile(r"[\w'’-]+|[^\w\s]+|\s+")
_PRONOUNS = {
    "da": "jeg vi det den de man der han hun du",
    "nb": "jeg vi det den de man han hun du",
    "en": "i we it they you he she there this",
}


@dataclass(frozen=True)
class OwnWords:
    """Words said back: their shape tells into which sentence they fit."""

    shape: Shape
    text: str


def mirror(text: str, language: str) -> str:
    """Exchanges the persons: what the visitor says of "me" is said to "you"."""
    pairs: dict[str, str] = table("own_words")[language]["mirror"]
    mirrored = "".join(_exchanged(token, pairs) for token in _TOKEN.findall(text))
    for wrong, right in table("own_words")[language]["agrees"].items():
        mirrored = re.sub(rf"\b{wrong}\b", right, mirrored)
    return mirrored


def quote(text: str, language: str) -> str:
    """The words as they stand, in the language's quotation marks, shortened where very long."""
    opening, closing = table("own_words")[language]["quote"]
    words = " ".join(text.split()).strip("\"'»«“” ").rstrip(" .,;:!")
    if len(words) > LONGEST_QUOTE:
        words = words[:LONGEST_QUOTE].rsplit(" ", 1)[0].rstrip(",.;: ") + " …"
    return f"{opening}{words}{closing}"


def said_back(text: str, language: str, *, side: str) -> OwnWords:
    """The visitor's words about one side of the need, in the shape in which they can be said back.

    Args:
        text: What the visitor wrote.
        language: da, nb or en.
        side: purpose, priority, success or situation: which beginnings are left out.

    Returns:
        Mirrored words without final punctuation, or a quotation for what cannot be woven in.
    """
    grammar = table("own_words")[language]
    bare = bare_words(text, language, side=side)
    words = [word.strip(",.;:!") for word in bare.lower().split()]
    opening = words[0] if words else ""
    # "I weekenden" begins with a preposition, "kan I hjælpe" speaks to us.
    speaks_to_us = not set(_TOKEN.findall(_lower_first(bare, language))).isdisjoint(grammar["to_us"])
    reordered = not set(words).isdisjoint(grammar["reorders"])
    if len(bare) > LONGEST_QUOTE or "?" in text or not words or speaks_to_us:
        return OwnWords("sentence", quote(text, language))
    if opening in grammar["clause"]["that"]:
        return OwnWords("that", mirror(_lower_first(bare.split(None, 1)[-1], language), language))
    if opening in grammar["clause"]["when"]:
        return OwnWords("when", mirror(_lower_first(bare.split(None, 1)[-1], language), language))
    if opening in grammar["self"] and len(words) > 2 and not (reordered and side != "purpose"):
        return OwnWords("about_self", mirror(_lower_first(bare, language), language))
    if opening in grammar["place"]:
        return OwnWords("place", mirror(_lower_first(bare, language), language))
    if opening in _PRONOUNS[language].split() and len(words) > 2:
        if reordered:
            return OwnWords("sentence", quote(bare, language))
        return OwnWords("that", mirror(_lower_first(bare, language), language))
    if len(words) <= 8:
        return OwnWords("phrase", mirror(_lower_first(bare, language), language))
    return OwnWords("sentence", quote(bare, language))


def bare_words(text: str, language: str, *, side: str) -> str:
    """The first sentence of an answer, without how people begin to speak ("well,", "hi,", "no,")."""
    patterns = table("own_words")[language]["lead_in"][side]
    rest = _without_lead_in(text.strip(), patterns) or text.strip()
    return next(iter(sentences(rest)), rest).rstrip(" .!?,;")


def _exchanged(token: str, pairs: dict[str, str]) -> str:
    other = pairs.get(token.lower())
    if other is None:
        return token
    # The English "I" is a capital wherever it stands.
    capital = token[0].isupper() and token[0] != "I"
    return other[0].upper() + other[1:] if capital else other


def _without_lead_in(text: str, patterns: list[str]) -> str:
    for pattern in patterns:
        text = re.sub(f"^{pattern}", "", text + " ", count=1, flags=re.IGNORECASE).strip()
    return text.lstrip(",: ")


def _lower_first(text: str, language: str) -> str:
    first = text.split(None, 1)[0] if text.split() else ""
    keeps = (first.isupper() and len(first) > 1) or (
        language == "en" and first.lower().startswith(("i'", "i’"))
    )
    return text if keeps or not text else text[0].lower() + text[1:]
