"""Added value: one thing more that this customer would be glad of; never sold twice, never after a no."""

from __future__ import annotations

from actions.choosing import choose_added_value, pick_by_cue
from actions.closing import ask_what_else
from actions.discovery import ask_next, resume
from actions.turn import GoalAction, Turn


class FollowUpAdvice(GoalAction):
    """After the advice was received well: the one thing more, if it may be offered."""

    goal = "follow_up_advice"

    def act(self, turn: Turn) -> None:
        if not make_offer(turn):
            ask_what_else(turn)


class AdviceMissed(GoalAction):
    """The advice did not fit: what is missing is asked, and heard as a part of the need."""

    goal = "advice_missed"

    def act(self, turn: Turn) -> None:
        turn.say("utter_ask_what_is_missing")
        turn.ask("correction")


class AcceptOffer(GoalAction):
    """Yes to the offer: what happens now."""

    goal = "accept_offer"

    def act(self, turn: Turn) -> None:
        item = turn.catalog.added_value.get(turn.memory.offer or "")
        turn.memory.offer_open = False
        if item is None:
            ask_what_else(turn)
            return
        turn.close_question()
        turn.event("offer_accepted", subject=item.id, kind=item.kind)
        turn.tell(turn.local(item.accepted))


class DeclineOffer(GoalAction):
    """No to the offer: that is kept, and nothing more is offered."""

    goal = "decline_offer"

    def act(self, turn: Turn) -> None:
        decline(turn)
        turn.say("utter_offer_declined")
        turn.close_question()


class StopOffers(GoalAction):
    """No more suggestions: kept for good."""

    goal = "stop_offers"

    def act(self, turn: Turn) -> None:
        decline(turn)
        turn.memory.offers_stopped = True
        turn.event("offers_stopped")
        turn.say("utter_offers_stopped")
        if turn.open_question == "offer":
            turn.close_question()
        resume(turn)


class SuggestAddition(GoalAction):
    """The visitor asks what goes well with it: then it is no push, but it is counted all the same."""

    goal = "suggest_addition"

    def act(self, turn: Turn) -> None:
        answer = pick_by_cue(turn.catalog.service["ask_addon"], turn.text, turn.language)
        if turn.mentions(answer.cues) or not make_offer(turn):
            turn.event("service_answered", subject="ask_addon", answer=answer.id)
            turn.tell(turn.local(answer.text))
            if not turn.memory.needs and turn.open_question == "none" and not turn.queued:
                ask_next(turn)
            else:
                resume(turn)


def may_offer(turn: Turn) -> bool:
    """The gate: a confirmed need, no complaint, no person, no offer before, none too many, no stop."""
    memory = turn.memory
    return (
        memory.confirmed
        and memory.case is None
        and not turn.queued
        and memory.offer is None
        and not memory.offers_stopped
        and int(turn.metadata.get("offers_left", 0)) > 0
    )


def make_offer(turn: Turn) -> bool:
    """Offers one thing if the gate is open and something fits; tells whether it did."""
    item = choose_added_value(turn.catalog, turn.memory) if may_offer(turn) else None
    if item is None:
        return False
    turn.memory.offer, turn.memory.offer_open = item.id, True
    turn.event("offer_made", subject=item.id, kind=item.kind)
    turn.say("utter_offer", offer=turn.local(item.text))
    turn.ask("offer")
    return True


def decline(turn: Turn) -> None:
    """Keeps the no to an offer that is open."""
    item = turn.catalog.added_value.get(turn.memory.offer or "")
    if item is not None and turn.memory.offer_open:
        turn.memory.offer_open = False
        turn.event("offer_declined", subject=item.id, kind=item.kind)
