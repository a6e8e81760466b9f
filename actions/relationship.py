"""The relationship beyond the sale: praise, ideas, why somebody bought elsewhere, leaving, scores."""

from __future__ import annotations

import re

from actions.discovery import resume
from actions.service import tell_answer
from actions.turn import GoalAction, Turn

_SCORE = re.compile(r"\b(10|[0-9])\b")
_UP, _DOWN = ("👍", "🙂", "😀", "😊", "❤"), ("👎", "🙁", "😡", "😠")


class TakePraise(GoalAction):
    """Praise is taken up and passed on; who praises is asked, once, whether others may hear it."""

    goal = "take_praise"

    def act(self, turn: Turn) -> None:
        memory = turn.memory
        turn.event("praise_given", quote=turn.text)
        busy = turn.queued or memory.case is not None or turn.open_question != "none"
        if busy or memory.asked_for_reference:
            turn.say("utter_praise")
            resume(turn)
            return
        memory.asked_for_reference = True
        turn.event("reference_asked")
        turn.say("utter_praise", joins=True)
        turn.say("utter_ask_for_reference")
        turn.ask("reference")


class TakeReference(GoalAction):
    """The answer to whether the praise may be passed on to others."""

    goal = "take_reference"

    def act(self, turn: Turn) -> None:
        # Only a clear yes is a leave.
        agreed = turn.intent in {"affirm", "thank"}
        turn.event("reference_agreed" if agreed else "reference_declined")
        turn.say("utter_reference_agreed" if agreed else "utter_reference_declined")
        turn.close_question()


class TakeIdea(GoalAction):
    """An idea is kept in the visitor's words."""

    goal = "take_idea"

    def act(self, turn: Turn) -> None:
        turn.event("idea_given", quote=turn.text)
        turn.say("utter_idea")
        resume(turn)


class BoughtElsewhere(GoalAction):
    """Bought from somebody else: asked why, once, and accepted."""

    goal = "bought_elsewhere"

    def act(self, turn: Turn) -> None:
        memory = turn.memory
        if turn.intent != "deny":
            turn.event("bought_elsewhere", quote=turn.text)
        if memory.asked_why_elsewhere or turn.queued:
            turn.say("utter_bought_elsewhere_thanks")
            turn.close_question()
            return
        memory.asked_why_elsewhere = True
        turn.say("utter_ask_why_elsewhere")
        turn.ask("leaving_reason")


class CancelRelationship(GoalAction):
    """Leaving is made easy; a person may help, nobody persuades."""

    goal = "cancel_relationship"

    def act(self, turn: Turn) -> None:
        tell_answer(turn, "cancel_relationship")
        if turn.queued:
            return
        turn.offer_person("utter_offer_help_leaving", reason="requested")


class TakeScore(GoalAction):
    """A score or a thumb, kept as it was given."""

    goal = "take_score"

    def act(self, turn: Turn) -> None:
        score = _SCORE.search(turn.text)
        up, down = any(sign in turn.text for sign in _UP), any(sign in turn.text for sign in _DOWN)
        value = score[1] if score else "up" if up else "down" if down else None
        turn.event("score_given", subject=value, quote=turn.text)
        turn.say("utter_score")
        resume(turn)
