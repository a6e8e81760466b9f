"""What an answer in an open complaint tells: what happened, or how it should be solved.

People answer another question than the one that was asked: asked what happened, they say that they want their
money back. And who is only angry has not said what would help.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.mood import UPSET
from actions.sentences import sentences
from actions.wording import table
from bot.catalog import any_cue, words

if TYPE_CHECKING:
    from actions.turn import Turn

HAPPENED, WANTED = "what_happened", "wanted_outcome"
# An outcome that is named in passing ("I never got my money back") is no wish; in a short answer it is.
SHORT_ANSWER = 6
# Beside a number or an address this few words say nothing more ("my number is", "det er").
WORDS_AROUND = 4
_CONTACT = ("email", "phone")


def parts_told(turn: Turn, asked: str) -> list[tuple[str, str]]:
    """The fields of a case that an answer fills, each with the words that do.

    Args:
        turn: The turn with the answer.
        asked: The field that was asked for.
    """
    found = sentences(turn.text)
    wanted = [part for part in found if is_wish(part, turn.language)]
    rest = [part for part in found if part not in wanted]
    told = [(WANTED, " ".join(wanted))] if wanted else []
    if rest:
        beside = asked == WANTED and (wanted or is_only_anger(turn))
        field = HAPPENED if beside else asked
        told.insert(0, (field, " ".join(rest)))
    return told


def is_wish(sentence: str, language: str) -> bool:
    """Whether a sentence says what the customer would have."""
    tokens = words(sentence)
    cues = table("case_answers")[language]
    return any_cue(cues["wishes"], tokens) or (
        len(tokens) <= SHORT_ANSWER and any_cue(cues["outcomes"], tokens) and not any(map(_denies, tokens))
    )


def is_only_anger(turn: Turn) -> bool:
    """Whether a message says how upset the customer is, and nothing that would help."""
    tokens = words(turn.text)
    cues = table("case_answers")[turn.language]
    upset = bool(UPSET & set(turn.values("mood")))
    return upset and any_cue(cues["anger"], tokens) and not any_cue(cues["outcomes"], tokens)


def names_outcome(sentence: str, language: str) -> bool:
    """Whether a sentence wishes for something that can be done about a complaint, in so many words."""
    tokens = words(sentence)
    cues = table("case_answers")[language]
    return any_cue(cues["wishes"], tokens) and any_cue(cues["outcomes"], tokens)


def is_contact_only(turn: Turn) -> bool:
    """Whether a message gives an address or a phone number and hardly a word beside."""
    return told_beside(turn, _CONTACT) is not None and len(told_beside(turn, _CONTACT) or []) <= WORDS_AROUND


def told_beside(turn: Turn, kinds: tuple[str, ...]) -> list[str] | None:
    """The words beside entities of these kinds, None where there are no such entities."""
    spans = [
        (int(each.get("start", 0)), int(each.get("end", 0)))
        for each in turn.entities
        if each.get("entity") in kinds
    ]
    if not spans:
        return None
    text = turn.text
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]} {text[end:]}"
    return words(text)


def _denies(token: str) -> bool:
    return token in {
        "ikke",
        "ikkje",
        "aldrig",
        "aldri",
        "not",
        "never",
        "no",
        "t",
        "ingen",
        "still",
        "stadig",
        "fortsatt",
    }
