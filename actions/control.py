"""The visitor's control over the conversation: language, a fresh start, their data."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.details import is_denied
from actions.discovery import ask_next, resume
from actions.memory import Memory
from actions.service import tell_answer
from actions.turn import GoalAction, Turn, turn_from
from actions.wait import say_wait
from actions.wording import table
from bot.catalog import fold, words

_WORD = re.compile(r"[^\W_]+")


class ChangeLanguage(GoalAction):
    """Goes on in the language asked for; everything that was said is kept."""

    goal = "change_language"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[dict[str, Any]]:
        turn = turn_from(dispatcher, tracker)
        wanted = language_asked_for(turn.text) or turn.language
        turn.event("language_changed", subject=wanted)
        # The words of this turn follow in an action of its own: responses are chosen by the slot.
        return [SlotSet("language", wanted), SlotSet("language_evidence", None)]


class ConfirmLanguage(GoalAction):
    """The first words in the new language, and back to where the conversation was."""

    goal = "confirm_language"

    def act(self, turn: Turn) -> None:
        turn.say("utter_language_changed", joins=True)
        resume(turn)


class StartOver(GoalAction):
    """Forgets the need and begins again; a stop of offers, a name and an open case stay."""

    goal = "restart"

    def act(self, turn: Turn) -> None:
        old = turn.memory
        turn.memory = Memory(
            name=old.name,
            case=old.case,
            offer=old.offer,
            offers_stopped=old.offers_stopped,
            order_number=old.order_number,
            mood=old.mood,
            upset=old.upset,
            offered_for_mood=old.offered_for_mood,
            asked_for_reference=old.asked_for_reference,
            said=old.said,
        )
        turn.say("utter_restarted", joins=not turn.queued)
        if turn.queued:
            turn.close_question()
        else:
            ask_next(turn)


class ExplainPrivacy(GoalAction):
    """What is stored and why."""

    goal = "explain_privacy"

    def act(self, turn: Turn) -> None:
        tell_answer(turn, "privacy_question")
        resume(turn)


class DeleteData(GoalAction):
    """How the visitor deletes or copies the conversation alone; the rest is a person's to do."""

    goal = "delete_data"

    def act(self, turn: Turn) -> None:
        asked_for = {fold(word) for word in table("control")["copy"]}
        copy = any(word in asked_for for word in words(turn.text))
        turn.event("data_copy_requested" if copy else "data_deletion_requested")
        turn.say("utter_copy_data" if copy else "utter_delete_data", joins=True)
        turn.say("utter_data_passed_on", joins=not turn.queued)
        if not turn.queued:
            turn.event("escalate", subject="policy", line=1)
            say_wait(turn)
        turn.close_question()


def language_asked_for(text: str) -> str | None:
    """The language that a message asks for, None if it names none, or only one it does not want.

    Of several the last one counts ("ikke norsk, engelsk"), unless it is the one to be left.
    """
    asked_for = None
    for match in _WORD.finditer(text.lower()):
        language = next((code for code, names in _language_names() if match[0] in names), None)
        before = words(text[: match.start()])
        if language and not is_denied(text, match.start()) and not _left_behind(before):
            asked_for = language
    return asked_for


def _language_names() -> list[tuple[str, list[str]]]:
    return list(table("control")["language_names"].items())


def _left_behind(before: list[str]) -> bool:
    return any(before[-len(phrase) :] == phrase for phrase in map(words, table("control")["instead_of"]))
