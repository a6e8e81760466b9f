"""Added value: one thing more, never sold twice, never after a no."""

from collections.abc import Callable

import pytest

from actions.added_value import (
    AcceptOffer,
    AdviceMissed,
    DeclineOffer,
    FollowUpAdvice,
    StopOffers,
    SuggestAddition,
    may_offer,
)
from actions.memory import Case, Memory
from bot.catalog import LANGUAGES
from tests.actions.turns import CATALOG, Conversation, discovering


def confirmed() -> Conversation:
    """A conversation in which one more thing would be welcome."""
    return Conversation(
        memory=Memory(needs={"cafe-taste": "like the café"}, confirmed=True), open_question="advice"
    )


def offered() -> Conversation:
    conversation = confirmed()
    conversation.hears(FollowUpAdvice, "lovely", intent="affirm")
    assert conversation.open_question == "offer"
    return conversation


def _unconfirmed(conversation: Conversation) -> None:
    conversation.memory.confirmed = False


def _complaining(conversation: Conversation) -> None:
    conversation.memory.case = Case(kind="complain_delivery", epoch=0)


def _queued(conversation: Conversation) -> None:
    conversation.state = "queued"


def _offered_before(conversation: Conversation) -> None:
    conversation.memory.offer = "water-check"


def _stopped(conversation: Conversation) -> None:
    conversation.memory.offers_stopped = True


def _used_up(conversation: Conversation) -> None:
    conversation.offers_left = 0


CLOSED_BY: list[Callable[[Conversation], None]] = [
    _unconfirmed, _complaining, _queued, _offered_before, _stopped, _used_up,
]  # fmt: skip


class TestMayOffer:
    def test_a_confirmed_need_opens_the_gate(self) -> None:
        assert may_offer(confirmed().turn())

    @pytest.mark.parametrize("condition", CLOSED_BY)
    def test_each_condition_alone_closes_it(self, condition: Callable[[Conversation], None]) -> None:
        conversation = confirmed()
        condition(conversation)
        assert not may_offer(conversation.turn())

    @pytest.mark.parametrize("condition", CLOSED_BY)
    def test_nothing_is_offered_through_a_closed_gate(
        self, condition: Callable[[Conversation], None]
    ) -> None:
        conversation = confirmed()
        condition(conversation)
        answer = conversation.hears(FollowUpAdvice, "lovely", intent="affirm")
        assert "offer_made" not in dict(answer.events)
        assert answer.said == ["utter_what_else_orientation"]


class TestFollowUpAdvice:
    def test_offers_one_thing_that_fits(self) -> None:
        answer = confirmed().hears(FollowUpAdvice, "lovely", intent="affirm")
        made = answer.event("offer_made")
        item = CATALOG.added_value[made["subject"]]
        assert "cafe-taste" in item.needs
        assert made["kind"] == item.kind
        assert answer.values("utter_offer")["offer"] == item.text["en"]
        assert answer.leaves_open == "offer"

    def test_offers_nothing_where_nothing_fits(self) -> None:
        conversation = confirmed()
        conversation.memory.needs = {"gone-from-the-catalog": "…"}
        answer = conversation.hears(FollowUpAdvice, "lovely", intent="affirm")
        assert answer.said == ["utter_what_else_orientation"]
        assert answer.leaves_open == "none"

    def test_advice_that_missed_is_asked_about(self) -> None:
        answer = confirmed().hears(AdviceMissed, "no", intent="deny")
        assert answer.said == ["utter_ask_what_is_missing"]
        assert answer.leaves_open == "correction"


class TestAcceptOffer:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_tells_what_happens_now(self, language: str) -> None:
        conversation = offered()
        conversation.language = language
        answer = conversation.hears(AcceptOffer, "yes", intent="affirm")
        item = CATALOG.added_value[answer.event("offer_accepted")["subject"]]
        assert answer.told == [item.accepted[language]]
        assert answer.leaves_open == "none"
        assert not conversation.memory.offer_open

    def test_an_offer_gone_from_the_catalog_is_not_accepted(self) -> None:
        conversation = offered()
        conversation.memory.offer = "gone"
        answer = conversation.hears(AcceptOffer, "yes", intent="affirm")
        assert answer.events == []
        assert answer.said == ["utter_what_else_orientation"]


class TestDeclineOffer:
    def test_the_no_is_kept_and_nothing_else_is_offered(self) -> None:
        conversation = offered()
        answer = conversation.hears(DeclineOffer, "no thanks", intent="deny")
        assert answer.event("offer_declined")["subject"] == conversation.memory.offer
        assert answer.said == ["utter_offer_declined"]
        later = conversation.hears(FollowUpAdvice, "lovely", intent="affirm")
        assert "offer_made" not in dict(later.events)

    def test_is_counted_once(self) -> None:
        conversation = offered()
        conversation.hears(DeclineOffer, "no thanks", intent="deny")
        assert conversation.hears(DeclineOffer, "no", intent="deny").events == []


class TestStopOffers:
    def test_is_kept_for_good(self) -> None:
        conversation = offered()
        answer = conversation.hears(StopOffers, "stop suggesting things", intent="stop_offers")
        assert [kind for kind, _ in answer.events] == ["offer_declined", "offers_stopped"]
        assert answer.said == ["utter_offers_stopped"]
        assert answer.leaves_open == "none"
        assert conversation.memory.offers_stopped

    def test_a_question_of_the_discovery_stays_open(self) -> None:
        conversation = discovering("priority")
        answer = conversation.hears(StopOffers, "don't sell me anything", intent="stop_offers")
        assert answer.said == ["utter_offers_stopped", "utter_ask_priority"]


class TestSuggestAddition:
    def test_a_general_question_is_answered_with_what_fits_this_customer(self) -> None:
        conversation = confirmed()
        answer = conversation.hears(SuggestAddition, "anything else?", intent="ask_addon")
        assert answer.event("offer_made")["subject"] == conversation.memory.offer

    def test_a_question_about_something_is_answered_from_the_catalog(self) -> None:
        answer = confirmed().hears(SuggestAddition, "what goes with oat milk?", intent="ask_addon")
        assert answer.event("service_answered")["answer"] == "for-milk"
        assert "offer_made" not in dict(answer.events)

    def test_knowing_nothing_of_the_need_it_answers_and_asks(self) -> None:
        answer = Conversation().hears(SuggestAddition, "anything else?", intent="ask_addon")
        assert answer.told == [CATALOG.service["ask_addon"][0].text["en"]]
        assert answer.said == ["utter_ask_purpose"]
