"""How the visitor feels, and what follows: who is angry is not kept talking to a machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.catalog import words

if TYPE_CHECKING:
    from actions.turn import Turn

ANGRY = "angry"
UPSET = frozenset({"annoyed", ANGRY})
HAPPY, CALM = "happy", "calm"
# What says this little does not say that somebody is upset no longer, or happy now.
WORDS_THAT_TELL = 8
# These are said in any mood.
_SAID_IN_ANY_MOOD = frozenset({"affirm", "deny", "greet", "request_human", "rate", "nlu_fallback"})
_SHORT = 4
_NUMBERS_AND_ADDRESSES = ("email", "phone", "order_number", "person_name")
# An annoyed message or two may be a manner of speaking; three in a row are not.
MOST_ANNOYED = 3


def take_mood(turn: Turn) -> None:
    """Keeps the mood of a message, and reports when it changed.

    None is told by a pressed button, by an address or a number, and by what is said in any mood; and being
    upset does not pass with a short or a polite word.
    """
    memory = turn.memory
    moods = turn.values("mood")
    if not moods or not _tells(turn, moods[0]):
        return
    if memory.mood == ANGRY and moods[0] in UPSET:
        # Anger does not become less by being said with less heat.
        memory.upset += 1
        return
    memory.upset = memory.upset + 1 if moods[0] in UPSET else 0
    if moods[0] != memory.mood:
        memory.mood = moods[0]
        turn.event("mood_changed", subject=memory.mood)


def _tells(turn: Turn, mood: str) -> bool:
    """Whether the mood that a message sounds like says how the visitor feels now."""
    if mood == ANGRY:
        return True
    count = len(words(turn.text))
    if turn.memory.mood in UPSET and mood not in UPSET:
        # The answers to what is asked about a complaint are matter-of-fact.
        return count >= WORDS_THAT_TELL and not (mood == CALM and turn.memory.case)
    if turn.intent == "request_human" or (turn.intent in _SAID_IN_ANY_MOOD and count <= _SHORT):
        return False
    given = [each for each in turn.entities if each.get("entity") in _NUMBERS_AND_ADDRESSES]
    covered = sum(
        len(words(turn.text[int(each.get("start", 0)) : int(each.get("end", 0))])) for each in given
    )
    return not given or count - covered > _SHORT


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
