"""The relationship beyond the sale: taken up in the visitor's words, nobody persuaded."""

import pytest

from actions.memory import Case, Memory
from actions.relationship import (
    BoughtElsewhere,
    CancelRelationship,
    TakeIdea,
    TakePraise,
    TakeReference,
    TakeScore,
)
from tests.actions.turns import CATALOG, Conversation, discovering


class TestPraiseAndIdeas:
    def test_praise_is_kept_in_the_visitors_words(self) -> None:
        answer = Conversation().hears(TakePraise, "best shop ever", intent="praise")
        assert answer.event("praise_given")["quote"] == "best shop ever"
        assert answer.said == ["utter_praise", "utter_ask_for_reference"]
        assert answer.leaves_open == "reference"

    def test_who_praises_is_asked_once_whether_others_may_hear_it(self) -> None:
        conversation = Conversation()
        conversation.hears(TakePraise, "best shop ever", intent="praise")
        conversation.open_question = "none"
        again = conversation.hears(TakePraise, "and so kind", intent="praise")
        assert again.said == ["utter_praise"]

    @pytest.mark.parametrize(
        "conversation",
        [
            Conversation(state="queued"),
            Conversation(memory=Memory(case=Case("complain_other", 0))),
            discovering("success"),
        ],
        ids=["awaited", "complained", "asked"],
    )
    def test_nobody_is_asked_for_it_in_the_middle_of_something_else(self, conversation: Conversation) -> None:
        answer = conversation.hears(TakePraise, "the driver was lovely", intent="praise")
        assert "utter_ask_for_reference" not in answer.said

    @pytest.mark.parametrize(
        ("intent", "event"),
        [("affirm", "agreed"), ("thank", "agreed"), ("deny", "declined"), ("answer", "declined")],
    )
    def test_the_answer_is_kept(self, intent: str, event: str) -> None:
        conversation = Conversation(open_question="reference")
        answer = conversation.hears(TakeReference, "…", intent=intent)
        assert answer.events == [(f"reference_{event}", None)]
        assert answer.leaves_open == "none"

    def test_an_idea_too_and_the_open_question_comes_again(self) -> None:
        conversation = discovering("success")
        answer = conversation.hears(TakeIdea, "sell cups", intent="give_idea")
        assert answer.event("idea_given")["quote"] == "sell cups"
        assert answer.said == ["utter_idea", "utter_ask_success"]


class TestBoughtElsewhere:
    def test_is_asked_why_once_and_the_reason_is_kept(self) -> None:
        conversation = Conversation()
        first = conversation.hears(BoughtElsewhere, "I bought it at Xyzzy", intent="bought_elsewhere")
        assert first.said == ["utter_ask_why_elsewhere"]
        assert first.leaves_open == "leaving_reason"
        second = conversation.hears(BoughtElsewhere, "they had it in stock", intent="answer")
        assert second.event("bought_elsewhere")["quote"] == "they had it in stock"
        assert second.said == ["utter_bought_elsewhere_thanks"]
        assert second.leaves_open == "none"

    def test_who_will_not_say_is_left_in_peace(self) -> None:
        conversation = Conversation(memory=Memory(asked_why_elsewhere=True), open_question="leaving_reason")
        answer = conversation.hears(BoughtElsewhere, "no", intent="deny")
        assert answer.events == []
        assert answer.said == ["utter_bought_elsewhere_thanks"]

    def test_while_a_person_is_awaited_nothing_is_asked(self) -> None:
        conversation = Conversation(state="queued")
        answer = conversation.hears(BoughtElsewhere, "I bought it at Xyzzy", intent="bought_elsewhere")
        assert answer.said == ["utter_bought_elsewhere_thanks"]


class TestCancelRelationship:
    def test_tells_how_and_offers_somebody_who_does_it(self) -> None:
        conversation = Conversation()
        answer = conversation.hears(CancelRelationship, "stop my newsletter", intent="cancel_relationship")
        assert answer.event("service_answered")["answer"] == "end-newsletter"
        assert answer.said == ["utter_offer_help_leaving"]
        assert answer.leaves_open == "person"

    def test_while_a_person_is_awaited_it_only_tells_how(self) -> None:
        answer = Conversation(state="queued").hears(
            CancelRelationship, "end it", intent="cancel_relationship"
        )
        assert answer.told == [CATALOG.service["cancel_relationship"][0].text["en"]]
        assert answer.said == []


class TestTakeScore:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("4", "4"),
            ("10 out of 10", "10"),
            ("0/10", "0"),
            ("👍", "up"),
            ("👎👎", "down"),
            ("😊", "up"),
            ("very satisfied", None),
            ("since 2019", None),
        ],
    )
    def test_keeps_what_was_given(self, text: str, value: str | None) -> None:
        given = Conversation().hears(TakeScore, text, intent="rate").event("score_given")
        assert (given["subject"], given["quote"]) == (value, text)
