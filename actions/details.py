"""Which sides of a need a message tells: purpose, priority, success, situation; often several at once."""

from __future__ import annotations

import re

from actions.memory import Detail
from actions.sentences import sentences
from actions.wording import table
from bot.catalog import words

SIDES = ("success", "priority", "purpose", "situation")
FEWEST_WORDS = 2
MOST_WORDS_OF_A_YES = 4
# Shorter words ("the", "til") tell nothing about what was meant.
SHORTEST_TELLING = 4
_NO = re.compile(r"\W*(?:nej|nei|næ|nope|no|not|ikke|forkert|feil|wrong)\b(?! problem)", re.IGNORECASE)
_NOT = r"(?:ikke|ikkje|aldrig|aldri|not|never|no longer|nej|nei|\w+n['’]t|isnt|dont)"
# "It must not be noisy" asks for quiet, so a "must not" denies nothing; a "but" ends what is denied.
_NEGATION = re.compile(rf"(?<!\bmust )(?<!\bmå )\b{_NOT}\b(?:(?!\b(?:but|men)\b)[^.,;!?])*$", re.IGNORECASE)
_DENIED = re.compile(rf"(?<!\bmust )(?<!\bmå )\b{_NOT}\b((?:(?!\b(?:but|men)\b)[^.,;!?])*)", re.IGNORECASE)
_RULED_OUT = re.compile(
    rf"\b{_NOT}\s+(?:(?:for|to|at|in|on|a|an|the|my|our|just|only|til|på|i|en|et|ei|min|mit|mitt|vores|vår|bare|kun)\s+)+$",
    re.IGNORECASE,
)


def details_told(text: str, language: str, *, asked: str | None, intent: str) -> list[Detail]:
    """The sides of the need that a message tells, with the words.

    What was asked for is what an answer tells; what is told beyond it shows by its words, sentence by
    sentence.

    Args:
        text: What the visitor wrote.
        language: da, nb or en.
        asked: The side the bot asked for, None without an open question.
        intent: For a message that nobody asked for.

    Returns:
        Details in the order of the message, each side at most once.
    """
    parts = sentences(text)
    found: dict[str, Detail] = {}
    if asked in {"priority", "success"} and len(parts) == 1 and _begins_with_place(text, language):
        # "Every morning before work" tells where and when, whatever was asked.
        return [Detail("situation", parts[0])]
    for part in parts:
        side = side_of(part, language)
        if side and side not in found:
            found[side] = Detail(side, part)
    expected = (
        asked if asked in SIDES else {"state_priority": "priority", "state_need": "purpose"}.get(intent)
    )
    if expected and expected not in found:
        unclaimed = [part for part in parts if not any(detail.quote == part for detail in found.values())]
        if unclaimed:
            found[expected] = Detail(expected, " ".join(unclaimed))
        elif asked in SIDES and parts and not any(_names_side(part, language) for part in parts):
            # One sentence answers what was asked, whatever else its words remind of.
            found = {expected: Detail(expected, text.strip())}
    return sorted(found.values(), key=lambda detail: text.find(detail.quote))


def side_of(sentence: str, language: str) -> str | None:
    """The side that a sentence's words show, the more telling sides first."""
    lowered = sentence.lower()
    for side in SIDES:
        if any(re.search(pattern, lowered) for pattern in table("details")[language][side]):
            place = side == "purpose" and _begins_with_place(sentence, language)
            return "situation" if place else side
    return None


def is_short(text: str) -> bool:
    """Whether a yes or a no is nothing but that ("yes, that's right")."""
    return len(re.findall(r"[^\W_]+", text)) <= MOST_WORDS_OF_A_YES


def _begins_with_place(text: str, language: str) -> bool:
    """Whether an answer is a phrase of time or place; "when …" is not, it may tell a success."""
    opening = next(iter(text.lower().split()), "")
    grammar = table("own_words")[language]
    return opening in grammar["place"] and opening not in grammar["clause"]["when"]


def _names_side(sentence: str, language: str) -> bool:
    """Whether a sentence says itself which side it tells ("the most important thing is …")."""
    return re.search(table("details")[language]["names_side"], sentence.lower()) is not None


def is_thin(text: str) -> bool:
    """Whether an answer says too little to build on ("yes", "coffee")."""
    return len(re.findall(r"[^\W_]+", text)) < FEWEST_WORDS


def begins_with_no(text: str) -> bool:
    """Whether a message begins by saying no to what was said before it."""
    return _NO.match(text) is not None


def is_denied(text: str, start: int) -> bool:
    """Whether what stands at a place of a correction is taken back ("no, it isn't for guests")."""
    return _NEGATION.search(text[:start]) is not None


def words_taken_back(text: str) -> set[str]:
    """The words of a correction that say what was wrong ("at home, not at work": "work")."""
    denied = " ".join(found[1] for found in _DENIED.finditer(text))
    return {word for word in words(denied) if len(word) >= SHORTEST_TELLING}


def is_ruled_out(text: str, start: int) -> bool:
    """Whether what stands at a place of the text is left out from the first ("it's not for the office").

    A need is mostly told by what must not be ("not bitter", "so that I don't wake the baby"), so a
    negation alone rules nothing out.
    """
    return _RULED_OUT.search(text[:start]) is not None
