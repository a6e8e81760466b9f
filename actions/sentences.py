"""Cuts a message into its sentences, and leaves abbreviations whole ("kl. 23", "f.eks. te")."""

from __future__ import annotations

import re

_ABBREVIATIONS = ("kl", "ca", "pr", "nr", "kr", "eks", "dvs", "bl.a", "e.g", "approx")
_NOT_AFTER = "".join(rf"(?<!\b{re.escape(word)}\.)" for word in _ABBREVIATIONS)
_END = re.compile(rf"(?<=[.!?;]){_NOT_AFTER}\s+|\n+", re.IGNORECASE)


def sentences(text: str) -> list[str]:
    """The sentences of a message in order, without the space around them."""
    return [part.strip() for part in _END.split(text) if part.strip()]
