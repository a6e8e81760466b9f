"""Needs discovery: open questions, one at a time; then a summary that the visitor accepts or corrects."""

from __future__ import annotations

from actions.advice import give_advice
from actions.discovery import ask_next, correct, go_on, hear, resume, sum_up
from actions.turn import GoalAction, Turn


class Discover(GoalAction):
    """Takes up what was told of the need, and asks on or sums up."""

    goal = "discover"

    def act(self, turn: Turn) -> None:
        hear(turn)
        if turn.queued:
            turn.say("utter_noted_for_person")
            turn.close_question()
        elif turn.intent == "unsure" and not turn.memory.details:
            ask_next(turn, opening="utter_unsure")
        else:
            go_on(turn)


class ConfirmNeed(GoalAction):
    """The summary is right: the need is confirmed, and advice follows."""

    goal = "confirm_need"

    def act(self, turn: Turn) -> None:
        memory = turn.memory
        memory.confirmed = True
        needs = memory.needs or {"unserved": memory.details[0].quote if memory.details else ""}
        for need, words in needs.items():
            turn.event("need_confirmed", subject=need, quote=words)
        give_advice(turn)


class RejectSummary(GoalAction):
    """The summary is wrong, and what is right was not said yet."""

    goal = "reject_summary"

    def act(self, turn: Turn) -> None:
        turn.say("utter_ask_correction")
        turn.ask("correction")


class CorrectSummary(GoalAction):
    """The visitor says what is right; the summary is made again, as often as it takes."""

    goal = "correct_summary"

    def act(self, turn: Turn) -> None:
        if turn.queued:
            turn.say("utter_noted_for_person")
            return
        if not turn.memory.details and not turn.memory.needs:
            hear(turn)
            go_on(turn)
            return
        correct(turn)
        sum_up(turn)


class ShowAgain(GoalAction):
    """Goes back to the question that stood open, or asks what the visitor is after."""

    goal = "resume"

    def act(self, turn: Turn) -> None:
        if turn.open_question in {"none", ""}:
            ask_next(turn)
        else:
            resume(turn)
