"""How the visitor feels, and what follows: who is angry is not kept talking to a machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from actions.turn import Turn

ANGRY = "angry"
UPSET = frozenset({"annoyed", ANGRY})
# An annoyed message or two may be a manner of speaking; three in a row are not.
MOST_ANNOYED = 3


def take_mood(turn: Turn) -> None:
    """Keeps the mood of a message, and reports when it changed; a pressed button tells none."""
    memory = turn.memory
    moods = turn.values("mood")
    if not moods:
        return
    memory.upset = memory.upset + 1 if moods[0] in UPSET else 0
    if moods[0] != memory.mood:
        memory.mood = moods[0]
        turn.event("mood_changed", subject=memory.mood)


def is_upset(turn: Turn) -> bool:
    """Whether the visitor is angry now, or has been annoyed for some time."""
    return turn.memory.upset > 0 and (turn.memory.mood == ANGRY or turn.memory.upset >= MOST_ANNOYED)


def offer_person_to_upset(turn: Turn) -> None:
    """Offers a person, once, to a visitor who is upset and has heard all that the bot has to say."""
    memory = turn.memory
    awaited = turn.queued or memory.case is not None or turn.escalates
    if is_upset(turn) and not awaited and not memory.offered_for_mood and turn.leaves_open == "none":
        memory.offered_for_mood = True
        turn.offer_person("utter_offer_person_upset", reason="policy")
