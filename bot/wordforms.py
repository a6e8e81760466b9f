"""A message as the classifier reads it: one spelling, no shouting, no particular numbers."""

from __future__ import annotations

import re

from bot.catalog import fold

_REPEATED = re.compile(r"(\w)\1{2,}|([!?.,])\2+")
_INTRODUCTION = re.compile(
    r"\b(?:jeg hedder|mit navn er|jeg heter|mitt navn er|navnet mitt er|my name is|my name's)\s+\w+"
)
_GREETING = re.compile(
    r"^\W*(?:hej|hejsa|halloj|hallo|hei|heisann|hi|hello|hey|davs|goddag|god dag|god morgen|godmorgen|good morning)"
    r"(?: med (?:jer|dig)| der| igen| there| again)?[\s,.!]+(?=(?:\S+\s+){2})"
)
_ORDER_OR_NUMBER = re.compile(r"\b[a-z]{1,3}-?\d{4,}\b|\b\d{4,}\b")
# A number is a number, whatever stands before it: "order no. 10045", "ordrenr. 10045" and "#10045" say the same.
_CALLED_A_NUMBER = re.compile(
    r"(?:\b(?:ord(?:re|er)?|bestilling)(?:s|en|n)?[\s-]?(?:nr|no|num(?:mer|ber)?(?:et)?)?\b[\s.:]*|#\s?)+(?=0000\b)"
)


def normalise(text: str) -> str:
    """Folded, letters in a row cut to two, long numbers as one sign; hello and one's name left out.

    A message that is only a greeting or a name stays as it is.
    """
    folded = _REPEATED.sub(lambda found: (found[1] or found[2]) * 2, fold(text))
    matter = _INTRODUCTION.sub(" ", _GREETING.sub("", folded))
    numbered = _ORDER_OR_NUMBER.sub("0000", matter if matter.strip(" ,.!") else folded)
    return _CALLED_A_NUMBER.sub("", numbered)
