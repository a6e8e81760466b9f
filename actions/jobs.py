"""The job behind the words: "when …, I want to …, so that …", in the visitor's own words.

A job outlives the products it is done with: it is what the business learns from. The sides of a
need that the dialogue asked for fill it; a sentence that tells several at once is taken apart.

Source of the form: Klement's job story; Ulwick and Christensen on jobs to be done.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass

from actions.memory import Memory
from actions.own_words import bare_words
from actions.wording import table

_EDGES = " ,.;:!?–-"


@dataclass(frozen=True)
class Job:
    """What somebody wants to get done; None for what was not told."""

    when: str | None
    want: str | None
    so_that: str | None
    priority: str | None

    def told(self) -> dict[str, str]:
        """The parts that were told, by name."""
        return {part: words for part, words in asdict(self).items() if words}


def job_of(memory: Memory, language: str) -> Job:
    """The job that the sides of the need add up to.

    Args:
        memory: What was told so far.
        language: da, nb or en.

    Returns:
        The situation, the purpose, the success it is for, and what matters most, as quotations.
    """
    purpose = memory.quote_of("purpose") or next(iter(memory.needs.values()), "")
    when, want, so_that = take_apart(purpose, language)
    return Job(
        when=memory.quote_of("situation") or when,
        want=want,
        so_that=memory.quote_of("success") or so_that,
        priority=memory.quote_of("priority"),
    )


def take_apart(sentence: str, language: str) -> tuple[str | None, str | None, str | None]:
    """The situation, the wish and its end in one message; None for a part that it does not tell."""
    patterns = table("jobs")[language]
    end = re.search(patterns["so_that"], sentence, re.IGNORECASE)
    rest = sentence[: end.start()] if end else sentence
    situation = re.search(rf"{patterns['when']}(?:(?!{patterns['want']})[^,.;!?])+", rest, re.IGNORECASE)
    wish = f"{rest[: situation.start()]} {rest[situation.end() :]}" if situation else rest
    started = re.search(patterns["want"], wish, re.IGNORECASE)
    want = wish[started.end() :] if started else bare_words(wish, language, side="purpose")
    return _part(situation[0] if situation else ""), _part(want), _part(end[0] if end else "")


def _part(words: str) -> str | None:
    return " ".join(words.split()).strip(_EDGES) or None
