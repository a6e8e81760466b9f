"""Order and service questions: the business's own answers, and a person where only a person can look."""

from __future__ import annotations

from actions.choosing import pick_by_cue
from actions.discovery import resume
from actions.turn import GoalAction, Turn
from actions.wait import say_wait
from actions.wording import table
from bot.catalog import any_cue, words

# Questions about money that may be about the freight or the customs.
ABOUT_MONEY = ("ask_price", "payment_invoice")


class AnswerService(GoalAction):
    """Answers from the catalog, by topic and by what exactly was asked."""

    goal = "answer_service"

    def act(self, turn: Turn) -> None:
        if asks_how_long(turn):
            say_wait(turn)
            return
        tell_answer(turn, turn.intent)
        resume(turn)


class TellOrderStatus(GoalAction):
    """How to see where an order is; the order number opens the way to somebody who can look it up."""

    goal = "tell_order_status"

    def act(self, turn: Turn) -> None:
        if asks_how_long(turn):
            say_wait(turn)
            return
        if turn.queued and turn.values("order_number"):
            turn.event("complaint_detail", subject="order_number", value=turn.values("order_number")[0])
            turn.say("utter_noted_for_person")
            return
        if turn.open_question != "order_number":
            tell_answer(turn, "order_status")
        if turn.queued:
            return
        if turn.memory.order_number:
            offer_look_up(turn)
        elif turn.open_question == "order_number":
            example = turn.catalog.business.order_number.example
            turn.offer_person("utter_order_number_unknown", reason="requested", example=example)
        else:
            turn.say("utter_ask_order_number", ask=turn.local(turn.catalog.business.order_number.ask))
            turn.ask("order_number")


class ChangeOrder(GoalAction):
    """A change of an order is a person's to make, so a person is offered with the rules."""

    goal = "change_order"

    def act(self, turn: Turn) -> None:
        tell_answer(turn, "change_order")
        if not turn.queued:
            offer_look_up(turn)


def asks_how_long(turn: Turn) -> bool:
    """Whether somebody who waits for a person asks how long that takes."""
    return turn.queued and any_cue(table("waiting")[turn.language], words(turn.text))


def tell_answer(turn: Turn, topic: str) -> None:
    """The answer of the catalog on a topic that fits the message best; freight is known by its words."""
    answer = pick_by_cue(turn.catalog.service[topic], turn.text, turn.language)
    if topic in ABOUT_MONEY and not turn.mentions(answer.cues):
        delivery = pick_by_cue(turn.catalog.service["delivery_info"], turn.text, turn.language)
        if turn.mentions(delivery.cues):
            topic, answer = "delivery_info", delivery
    turn.event("service_answered", subject=topic, answer=answer.id)
    turn.tell(turn.local(answer.text))


def offer_look_up(turn: Turn) -> None:
    """Offers a person who can see the order."""
    turn.offer_person("utter_offer_look_up", reason="requested")
