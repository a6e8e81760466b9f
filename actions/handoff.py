"""The way to a person: at once when asked for, offered when the bot does not understand."""

from __future__ import annotations

from actions.complaint import add_to_case
from actions.discovery import resume
from actions.mood import is_upset
from actions.turn import GoalAction, Turn
from actions.wait import say_wait

MISUNDERSTOOD_LIMIT = 2


class HandOver(GoalAction):
    """A person is asked for, or the offer of one was accepted."""

    goal = "hand_over"

    def act(self, turn: Turn) -> None:
        if turn.queued:
            turn.say("utter_already_waiting", joins=True)
            say_wait(turn)
            return
        reason = turn.memory.offered_person_for if turn.open_question == "person" else None
        turn.event("escalate", subject=reason or "requested", line=1)
        turn.memory.offered_person_for = None
        turn.close_question()
        turn.say("utter_hand_over")
        say_wait(turn)


class NoPerson(GoalAction):
    """The offer of a person was declined."""

    goal = "no_person"

    def act(self, turn: Turn) -> None:
        turn.memory.offered_person_for = None
        turn.say("utter_no_person")
        turn.close_question()


class NotUnderstood(GoalAction):
    """Asks back once; the second time in a row a person is offered."""

    goal = "not_understood"

    def act(self, turn: Turn) -> None:
        memory = turn.memory
        if turn.queued and memory.case:
            add_to_case(turn)
            return
        memory.misunderstood += 1
        turn.event("not_understood", count=memory.misunderstood)
        if turn.queued:
            turn.say("utter_noted_for_person")
        elif is_upset(turn):
            # Asking an angry visitor to say it again makes it worse, whatever was meant.
            memory.offered_for_mood = True
            turn.offer_person("utter_offer_person_upset", reason="policy")
        elif memory.misunderstood >= MISUNDERSTOOD_LIMIT:
            turn.offer_person("utter_offer_person", reason="low_confidence")
        elif turn.intent == "out_of_scope":
            turn.say("utter_out_of_scope", joins=True)
            resume(turn)
        else:
            turn.say("utter_not_understood")
