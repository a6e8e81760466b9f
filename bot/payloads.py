"""What is a command and what is only text: a button's payload, and only one that was offered.

Rasa takes every message that begins with a slash for an intent. Here a command is what the channel was given
as a payload and what the bot offered in its last turn; anything else that looks like one is a visitor's text,
marked by a sign that nobody sees and that Rasa does not take for a slash.
"""

from __future__ import annotations

import re

from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

SLASH = "/"
# A word joiner: no white space, so nobody strips it on the way.
TEXT_GUARD = "\u2060"
# The button that is always there: below every conversation, and under what is said while the bot is away.
ALWAYS_OFFERED = frozenset({"/request_human"})

_LOOKS_LIKE_A_COMMAND = re.compile(rf"^{TEXT_GUARD}/\w+\s*(?:[{{@].*)?$", re.DOTALL)


def as_text(typed: str) -> str:
    """What a visitor typed, so that it stays text whatever it begins with."""
    bare = typed.lstrip()
    return TEXT_GUARD + bare if bare.startswith(SLASH) else typed


def only_if_offered(text: str, tracker: DialogueStateTracker) -> str:
    """A message as it is; a payload that no button had becomes text."""
    if not text.startswith(SLASH):
        return text
    payload = text.partition("{")[0]
    return text if payload in ALWAYS_OFFERED | offered(tracker) else as_text(payload)


def offered(tracker: DialogueStateTracker) -> frozenset[str]:
    """The payloads of the buttons that the bot's last turn ended with."""
    payloads: set[str] = set()
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            break
        if isinstance(event, BotUttered):
            payloads.update(str(button.get("payload")) for button in event.data.get("buttons") or [])
    return frozenset(payloads)


def is_imitation(text: str) -> bool:
    """Whether a text is nothing but a command that is none ("/restart"): its words mean nothing."""
    return _LOOKS_LIKE_A_COMMAND.match(text) is not None
