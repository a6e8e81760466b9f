"""Complaints: the matter by name, one person, at most two questions, nothing sold."""

import pytest

from actions.added_value import FollowUpAdvice
from actions.complaint import ReceiveComplaint, TakeComplaintDetail
from actions.memory import Case, Memory
from bot.catalog import LANGUAGES
from tests.actions.turns import CATALOG, Conversation


def complained(text: str = "my parcel never came", intent: str = "complain_delivery") -> Conversation:
    conversation = Conversation()
    conversation.hears(ReceiveComplaint, text, intent=intent)
    return conversation


class TestReceiveComplaint:
    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("kind", CATALOG.complaints)
    def test_thanks_for_exactly_this_says_what_happens_and_when(self, kind: str, language: str) -> None:
        complaint = CATALOG.complaints[kind]
        answer = Conversation(language=language).hears(ReceiveComplaint, "…", intent=kind)
        thanks = "utter_thank_for_warning" if kind == "threaten_to_leave" else "utter_thank_for_complaint"
        assert answer.said == [thanks, "utter_wait_minutes", f"utter_ask_case_{complaint.ask[0]}"]
        assert answer.values(thanks)["matter"] == complaint.matters[0].matter[language]
        assert answer.told == [complaint.next[language]]
        assert answer.leaves_open == "complaint"

    @pytest.mark.parametrize(
        ("kind", "reason"), [("complain_product", "complaint"), ("threaten_to_leave", "churn_risk")]
    )
    def test_a_person_takes_over(self, kind: str, reason: str) -> None:
        answer = Conversation().hears(ReceiveComplaint, "…", intent=kind)
        assert answer.event("escalate") == {"type": "escalate", "subject": reason, "line": 1}

    def test_the_matter_is_known_by_its_words_and_kept_in_the_customers(self) -> None:
        text = "you charged me twice for KH-10482"
        answer = Conversation().hears(
            ReceiveComplaint, text, intent="complain_billing", order_number="KH-10482"
        )
        raised = answer.event("complaint_raised")
        assert raised["matter"] == "charged-twice"
        assert (raised["order_number"], raised["quote"]) == ("KH-10482", text)

    def test_the_product_is_named(self) -> None:
        answer = Conversation().hears(
            ReceiveComplaint, "my Stilla stopped working", intent="complain_product", product="quiet-grinder"
        )
        assert answer.event("complaint_raised")["product"] == "quiet-grinder"
        name = CATALOG.products["quiet-grinder"].name["en"]
        assert answer.values("utter_thank_for_complaint")["matter"].endswith(f" ({name})")

    def test_a_product_that_was_not_called_by_its_name_is_not_put_into_the_customers_mouth(self) -> None:
        answer = Conversation().hears(
            ReceiveComplaint, "the quiet grinder broke", intent="complain_product", product="quiet-grinder"
        )
        assert answer.event("complaint_raised")["product"] == "quiet-grinder"
        name = CATALOG.products["quiet-grinder"].name["en"]
        assert name not in answer.values("utter_thank_for_complaint")["matter"]

    def test_the_customers_name_is_used_where_known(self) -> None:
        conversation = Conversation(name="Anna Berg")
        answer = conversation.hears(ReceiveComplaint, "…", intent="complain_delivery")
        assert answer.values("utter_thank_for_complaint")["name"] == ", Anna"

    def test_what_was_told_already_is_not_asked_for(self) -> None:
        conversation = Conversation(memory=Memory(order_number="KH-10482"))
        answer = conversation.hears(ReceiveComplaint, "it never came", intent="complain_delivery")
        assert answer.said[-1] == "utter_ask_case_wanted_outcome"

    def test_who_names_the_kind_of_thing_is_not_asked_which(self) -> None:
        answer = Conversation().hears(ReceiveComplaint, "my grinder broke", intent="complain_product")
        assert answer.said[-1] == "utter_ask_case_what_happened"

    def test_while_a_person_is_awaited_whatever_else_is_wrong_is_added_to_the_case(self) -> None:
        conversation = complained()
        conversation.state, conversation.open_question = "queued", "none"
        answer = conversation.hears(ReceiveComplaint, "and nobody answers", intent="complain_service")
        assert answer.event("complaint_detail")["value"] == "and nobody answers"
        assert "complaint_raised" not in dict(answer.events)
        assert answer.said == ["utter_noted_for_person"]

    def test_a_complaint_whose_turn_was_lost_is_queued_with_the_next_message(self) -> None:
        answer = complained().hears(ReceiveComplaint, "and nobody answers", intent="complain_service")
        assert [event for event in answer.events if event[0] == "escalate"] == [("escalate", "complaint")]

    def test_a_threat_to_leave_is_raised_even_then_and_does_not_escalate_again(self) -> None:
        conversation = complained()
        conversation.state = "queued"
        answer = conversation.hears(ReceiveComplaint, "I am off", intent="threaten_to_leave")
        assert ("complaint_raised", "threaten_to_leave") in answer.events
        assert "escalate" not in dict(answer.events)
        assert "utter_wait_minutes" not in answer.said

    def test_who_waits_for_a_person_already_is_not_queued_again(self) -> None:
        answer = Conversation(state="queued").hears(ReceiveComplaint, "…", intent="complain_delivery")
        assert "escalate" not in dict(answer.events)

    def test_the_same_complaint_as_an_answer_is_an_answer(self) -> None:
        conversation = complained("it broke", "complain_product")
        conversation.state = "queued"
        answer = conversation.hears(
            ReceiveComplaint, "the Stilla, it is broken", intent="complain_product", product="quiet-grinder"
        )
        assert answer.event("complaint_detail")["value"] == "quiet-grinder"
        assert "complaint_raised" not in dict(answer.events)

    def test_an_open_offer_is_withdrawn_and_nothing_is_sold_any_more(self) -> None:
        memory = Memory(needs={"gift": "…"}, confirmed=True, offer="gift-with-your-voice", offer_open=True)
        conversation = Conversation(memory=memory, open_question="offer")
        conversation.hears(ReceiveComplaint, "it never came", intent="complain_delivery")
        assert not conversation.memory.offer_open
        answer = conversation.hears(FollowUpAdvice, "ok", intent="affirm")
        assert "offer_made" not in dict(answer.events)


class TestTakeComplaintDetail:
    def test_two_questions_at_most_then_thanks(self) -> None:
        conversation = complained()
        first = conversation.hears(TakeComplaintDetail, "KH-10482", intent="answer", order_number="KH-10482")
        assert first.event("complaint_detail") == {
            "type": "complaint_detail",
            "subject": "order_number",
            "value": "KH-10482",
        }
        assert first.said == ["utter_ask_case_wanted_outcome"]
        second = conversation.hears(TakeComplaintDetail, "my money back", intent="answer")
        assert second.event("complaint_detail")["value"] == "my money back"
        assert second.said == ["utter_case_complete"]
        assert second.leaves_open == "none"

    def test_over_several_complaints_two_questions_are_the_most(self) -> None:
        conversation = complained()
        conversation.hears(ReceiveComplaint, "it was rude", intent="complain_service")
        answer = conversation.hears(ReceiveComplaint, "and broken", intent="complain_product")
        assert conversation.memory.case is not None
        assert len(conversation.memory.case.asked) == 2
        assert not [response for response in answer.said if response.startswith("utter_ask_case")]

    def test_who_does_not_know_is_asked_the_next_thing(self) -> None:
        conversation = complained()
        conversation.state = "queued"
        answer = conversation.hears(TakeComplaintDetail, "no idea", intent="deny")
        assert answer.events == []
        assert answer.said == ["utter_ask_case_wanted_outcome"]

    @pytest.mark.parametrize("case", [None, Case(kind="complain_delivery", epoch=0)])
    def test_what_nobody_asked_for_is_noted(self, case: Case | None) -> None:
        conversation = Conversation(memory=Memory(case=case), open_question="complaint")
        answer = conversation.hears(TakeComplaintDetail, "by the way", intent="answer")
        assert answer.said == ["utter_noted_for_person"]
        assert answer.leaves_open == "none"
