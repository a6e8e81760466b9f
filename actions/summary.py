"""Sums the need up so that the visitor hears their own words again."""

from __future__ import annotations

from actions.memory import Memory
from actions.own_words import OwnWords, bare_words, quote, said_back
from actions.wording import table
from bot.catalog import Catalog

# At most three sentences before the question: nobody wants to hear everything again.
SIDES = ("priority", "success", "situation")
MOST_SIDES = 2


def summarise(memory: Memory, catalog: Catalog, language: str) -> str:
    """The need in up to three sentences: what for, what matters most, when it is a success.

    Args:
        memory: What was told so far.
        catalog: For the names of the needs.
        language: da, nb or en.

    Returns:
        The summary without the question whether it is right.
    """
    sentences = [_need(memory, catalog, language)]
    told = [detail for detail in memory.details if detail.field in SIDES]
    # What was said last is never left out: after a correction it is what the visitor listens for.
    for detail in sorted(told[-MOST_SIDES:], key=lambda detail: SIDES.index(detail.field)):
        words = said_back(detail.quote, language, side=detail.field)
        sentences.append(_side(words, language, side=detail.field))
    return " ".join(sentences)


def _need(memory: Memory, catalog: Catalog, language: str) -> str:
    templates = table("summary")[language]["need"]
    purpose = memory.quote_of("purpose")
    names = [catalog.needs[need].summary[language] for need in memory.needs if need in catalog.needs]
    need = table("summary")[language]["and"].join(names[:2])
    if purpose:
        words = said_back(purpose, language, side="purpose")
        if words.shape == "about_self":
            return str(templates["about_self"]).format(words=words.text)
        said = quote(bare_words(purpose, language, side="purpose"), language)
        if need:
            return str(templates["mapped"]).format(need=need, words=said)
        return str(templates["unmapped"]).format(words=said)
    if need:
        return str(templates["bare"]).format(need=need)
    heard = memory.details[0].quote if memory.details else ""
    return str(templates["unmapped"]).format(words=quote(heard, language))


def _side(words: OwnWords, language: str, *, side: str) -> str:
    templates = table("summary")[language][side]
    shape = words.shape if words.shape in templates else "phrase"
    return str(templates[shape]).format(words=words.text)
