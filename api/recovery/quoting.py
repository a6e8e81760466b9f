"""The customer's own words, short enough and fit to stand in a letter to them."""

import re
from collections.abc import Mapping, Sequence

from api.recovery.checks import gaps_in
from bot.catalog.cues import any_cue, phrases_for, words

_LONGEST = 140
_FEWEST_WORDS = 2
_SENTENCE = re.compile(r"[^.!?\n]+(?:\.(?=\S)[^.!?\n]*)*[.!?]*")
# Personal numbers, cards, phones, orders and addresses of any sort are never repeated back.
_PRIVATE = re.compile(r"\d(?:[\s./-]?\d){4,}|\S@\S|https?:|www\.")
_UNFIT = re.compile(r"[\[\]{}<>«»“”\"]|__|\bXX+\b|\bTODO\b", re.IGNORECASE)


def brief_quote(
    said: str | None, *, language: str, cues: Mapping[str, Sequence[str]] | None = None
) -> str | None:
    """The sentence of ``said`` that best says what it is about; None when none is fit to be quoted.

    Args:
        cues: What the matter is recognised by; a sentence with one of them goes before the others.
    """
    sentences = [one for one in (_tidied(part) for part in _SENTENCE.findall(said or "")) if one]
    heard = phrases_for(cues, language) if cues else []
    telling = [one for one in sentences if any_cue(heard, words(one))]
    return next(iter(telling), None) or max(sentences, key=len, default=None)


def _tidied(sentence: str) -> str | None:
    tidy = " ".join(sentence.split()).strip(" ,;:-–.!")
    if not _fit(tidy):
        return None
    if len(tidy) <= _LONGEST:
        return tidy
    return tidy[:_LONGEST].rsplit(" ", 1)[0].rstrip(" ,;:-–") + " …"


def _fit(sentence: str) -> bool:
    """Not private, not shouted, more than a word, and nothing that looks like a gap to be filled."""
    letters = [each for each in sentence if each.isalpha()]
    shouted = len(letters) > 3 and sum(each.isupper() for each in letters) > len(letters) / 2
    enough = len(sentence.split()) >= _FEWEST_WORDS and bool(letters)
    unfit = _PRIVATE.search(sentence) or _UNFIT.search(sentence) or gaps_in(f"«{sentence}» »{sentence}«")
    return enough and not shouted and not unfit
