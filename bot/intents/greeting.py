"""What comes after a greeting: "hi, I'm Søren, the scale I bought is broken" is no greeting."""

from __future__ import annotations

import re

GREET = "greet"
LIKELY = 0.5
# With fewer words after it, the greeting is what was meant: "hello, anybody there?"
_FEWEST_WORDS = 5
_BREAK = re.compile(r"[,.!?:;–\n-]+\s+")
# Greetings go on like this.
_COURTESIES = frozenset({GREET, "goodbye", "thank", "affirm", "deny", "chitchat", "bot_challenge"})


def after_greeting(text: str) -> str | None:
    """What stands after the first break of a message, when it is enough to mean something by itself."""
    rest = _BREAK.split(text, maxsplit=1)[1:]
    return rest[0] if rest and len(rest[0].split()) >= _FEWEST_WORDS else None


def says_more(ranking: list[tuple[str, float]]) -> bool:
    """Whether what comes after a greeting is what the message is about."""
    intent, likelihood = ranking[0]
    return intent not in _COURTESIES and likelihood >= LIKELY
