"""Order and service questions: the business's own answers, and a person where only a person can look."""

import pytest

from actions.memory import Memory
from actions.service import AnswerService, ChangeOrder, TellOrderStatus
from bot.catalog import LANGUAGES
from tests.actions.turns import CATALOG, Conversation

EXAMPLE = CATALOG.business.order_number.example


class TestAnswerService:
    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("topic", ["delivery_info", "return_exchange", "payment_invoice", "contact_info"])
    def test_answers_from_the_catalog(self, topic: str, language: str) -> None:
        answer = Conversation(language=language).hears(AnswerService, "…?", intent=topic)
        assert answer.told == [CATALOG.service[topic][0].text[language]]
        assert answer.events[-1] == ("service_answered", topic)

    def test_the_words_choose_the_answer(self) -> None:
        answer = Conversation().hears(AnswerService, "can I pay by instalments?", intent="payment_invoice")
        assert answer.event("service_answered")["answer"] == "instalments"

    @pytest.mark.parametrize(("state", "waits"), [("queued", True), ("bot", False)])
    def test_who_waits_for_a_person_and_asks_how_long_is_told_that(self, state: str, waits: bool) -> None:
        answer = Conversation(state=state).hears(
            AnswerService, "how much longer will it take?", intent="delivery_info"
        )
        assert (answer.said == ["utter_wait_minutes"]) is waits
        assert (answer.told == []) is waits


class TestTellOrderStatus:
    def test_asks_for_the_number_with_an_example(self) -> None:
        answer = Conversation().hears(TellOrderStatus, "where is my order?", intent="order_status")
        assert answer.event("service_answered")["subject"] == "order_status"
        assert EXAMPLE in answer.values("utter_ask_order_number")["ask"]
        assert answer.leaves_open == "order_number"

    def test_the_number_opens_the_way_to_somebody_who_can_look(self) -> None:
        conversation = Conversation(open_question="order_number")
        answer = conversation.hears(TellOrderStatus, EXAMPLE, intent="answer", order_number=EXAMPLE)
        assert answer.said == ["utter_offer_look_up"]
        assert answer.told == []
        assert answer.leaves_open == "person"
        assert conversation.memory.offered_person_for == "requested"

    def test_a_number_told_before_is_not_asked_for(self) -> None:
        conversation = Conversation(memory=Memory(order_number=EXAMPLE))
        answer = conversation.hears(TellOrderStatus, "where is it?", intent="order_status")
        assert answer.said == ["utter_offer_look_up"]

    def test_without_the_number_a_person_can_look_too(self) -> None:
        conversation = Conversation(open_question="order_number")
        answer = conversation.hears(TellOrderStatus, "I don't have it", intent="deny")
        assert answer.said == ["utter_order_number_unknown"]
        assert answer.leaves_open == "person"

    def test_while_a_person_is_awaited_nothing_is_asked(self) -> None:
        answer = Conversation(state="queued").hears(TellOrderStatus, "where is it?", intent="order_status")
        assert answer.said == []
        assert len(answer.told) == 1


class TestChangeOrder:
    @pytest.mark.parametrize(("state", "said"), [("bot", ["utter_offer_look_up"]), ("queued", [])])
    def test_gives_the_rules_and_offers_a_person(self, state: str, said: list[str]) -> None:
        conversation = Conversation(state=state)
        answer = conversation.hears(ChangeOrder, "cancel my order", intent="change_order")
        assert answer.event("service_answered")["answer"] == "cancel-order"
        assert answer.said == said
