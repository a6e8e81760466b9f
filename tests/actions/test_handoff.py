"""The way to a person: at once when asked for, offered when the bot does not understand."""

import pytest

from actions.handoff import HandOver, NoPerson, NotUnderstood
from actions.memory import Case, Memory
from tests.actions.turns import Conversation, discovering


class TestHandOver:
    def test_at_once_with_the_wait(self) -> None:
        answer = Conversation().hears(HandOver, "a person, please", intent="request_human")
        assert answer.event("escalate")["subject"] == "requested"
        assert answer.said == ["utter_hand_over", "utter_wait_minutes"]
        assert answer.leaves_open == "none"

    def test_the_reason_why_one_was_offered_is_kept(self) -> None:
        memory = Memory(offered_person_for="low_confidence")
        conversation = Conversation(memory=memory, open_question="person")
        answer = conversation.hears(HandOver, "yes", intent="affirm")
        assert answer.event("escalate")["subject"] == "low_confidence"
        assert conversation.memory.offered_person_for is None

    def test_an_offer_of_long_ago_is_not_the_reason(self) -> None:
        conversation = Conversation(memory=Memory(offered_person_for="low_confidence"))
        answer = conversation.hears(HandOver, "a person, please", intent="request_human")
        assert answer.event("escalate")["subject"] == "requested"

    def test_who_is_queued_already_keeps_the_place(self) -> None:
        answer = Conversation(state="queued").hears(HandOver, "a person!", intent="request_human")
        assert answer.said == ["utter_already_waiting", "utter_wait_minutes"]
        assert answer.events == []


class TestNoPerson:
    def test_the_no_is_taken(self) -> None:
        conversation = Conversation(memory=Memory(offered_person_for="requested"), open_question="person")
        answer = conversation.hears(NoPerson, "no", intent="deny")
        assert answer.said == ["utter_no_person"]
        assert answer.leaves_open == "none"
        assert conversation.memory.offered_person_for is None


class TestNotUnderstood:
    def test_asks_back_once_and_offers_a_person_the_second_time(self) -> None:
        conversation = Conversation()
        first = conversation.hears(NotUnderstood, "asdf", intent="nlu_fallback")
        assert first.said == ["utter_not_understood"]
        assert first.event("not_understood")["count"] == 1
        second = conversation.hears(NotUnderstood, "qwer", intent="nlu_fallback")
        assert second.said == ["utter_offer_person"]
        assert second.leaves_open == "person"
        assert conversation.memory.offered_person_for == "low_confidence"

    def test_what_is_not_ours_is_said_and_the_open_question_comes_again(self) -> None:
        conversation = discovering("success")
        answer = conversation.hears(NotUnderstood, "a flight to Rome", intent="out_of_scope")
        assert answer.said == ["utter_out_of_scope", "utter_ask_success"]

    @pytest.mark.parametrize("before", [0, 1, 5])
    def test_while_a_person_is_awaited_it_is_noted(self, before: int) -> None:
        conversation = Conversation(memory=Memory(misunderstood=before), state="queued")
        answer = conversation.hears(NotUnderstood, "asdf", intent="nlu_fallback")
        assert answer.said == ["utter_noted_for_person"]
        assert answer.event("not_understood")["count"] == before + 1

    def test_and_is_a_part_of_an_open_case(self) -> None:
        memory = Memory(case=Case(kind="complain_delivery", epoch=0))
        conversation = Conversation(memory=memory, state="queued")
        answer = conversation.hears(NotUnderstood, "the door was blue", intent="nlu_fallback")
        assert answer.event("complaint_detail")["value"] == "the door was blue"
