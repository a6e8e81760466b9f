"""Small talk: short and friendly, and back to the visitor's matter."""

from __future__ import annotations

from actions.closing import ask_what_else
from actions.complaint import add_to_case
from actions.details import is_short
from actions.discovery import ask_next, resume
from actions.turn import GoalAction, Turn
from actions.wait import say_wait
from actions.wording import table
from bot.catalog import any_cue, words


class Greet(GoalAction):
    """Returns the greeting and asks what the visitor is after."""

    goal = "greet"

    def act(self, turn: Turn) -> None:
        if turn.queued:
            turn.say("utter_already_waiting", joins=True)
            say_wait(turn)
            return
        if asks_for_help(turn) and turn.open_question == "none":
            turn.say("utter_ask_help")
            return
        turn.say("utter_greet", joins=True)
        if turn.open_question == "none":
            ask_next(turn)
        else:
            resume(turn)


def asks_for_help(turn: Turn) -> bool:
    """Whether a greeting is a call for help, or announces a question, and says no more."""
    return any_cue(table("help")[turn.language], words(turn.text))


class SmallTalk(GoalAction):
    """Answers thanks, goodbyes, chat, and what it is one talks to."""

    goal = "small_talk"

    def act(self, turn: Turn) -> None:
        if turn.intent == "chitchat" and turn.queued and turn.memory.case:
            add_to_case(turn)
            return
        comes_back = turn.intent in {"chitchat", "bot_challenge"}
        turn.say(f"utter_{turn.intent}", joins=comes_back)
        if comes_back:
            resume(turn)


class NothingOpen(GoalAction):
    """A yes or a no to nothing that was asked: the conversation is taken up with a question."""

    goal = "nothing_open"

    def act(self, turn: Turn) -> None:
        if turn.queued and turn.memory.case and not is_short(turn.text):
            add_to_case(turn)
        elif turn.intent == "deny":
            turn.say("utter_all_done")
        elif turn.queued:
            turn.say("utter_noted_for_person")
        elif turn.memory.confirmed:
            ask_what_else(turn)
        else:
            ask_next(turn)
