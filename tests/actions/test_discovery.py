"""Needs discovery: open questions, one at a time, nothing asked twice, then a summary to accept or correct."""

import pytest

from actions.memory import Detail, Memory
from actions.needs import ConfirmNeed, CorrectSummary, Discover, RejectSummary, ShowAgain
from actions.service import AnswerService
from actions.smalltalk import Greet, NothingOpen
from bot.catalog import LANGUAGES
from tests.actions.turns import CATALOG, Conversation, discovering

QUIET_TEXT = "I want good coffee in the morning without waking the baby"


def summed_up() -> Conversation:
    """A conversation in which a quiet morning was told and said back."""
    memory = Memory(needs={"quiet-mornings": QUIET_TEXT}, details=[Detail("purpose", QUIET_TEXT)])
    return Conversation(memory=memory, open_question="summary")


class TestDiscover:
    def test_a_need_that_is_named_is_heard_with_the_words(self) -> None:
        answer = Conversation().hears(Discover, QUIET_TEXT, intent="state_need", need="quiet-mornings")
        heard = answer.event("need_heard")
        assert (heard["subject"], heard["quote"]) == ("quiet-mornings", QUIET_TEXT)

    def test_the_next_question_opens_with_a_word_of_listening(self) -> None:
        answer = Conversation().hears(Discover, QUIET_TEXT, intent="state_need", need="quiet-mornings")
        assert answer.said == ["utter_heard", "utter_ask_priority"]
        assert answer.values("utter_heard")["joins"] is True
        assert answer.leaves_open == "discovery"

    def test_three_facts_in_one_message_are_three_answers(self) -> None:
        told = "We want an espresso machine for my wife. It must be quiet! In the mornings before work."
        answer = Conversation().hears(Discover, told, intent="state_need")
        assert [event for event in answer.events if event[0] == "need_detail"] == [
            ("need_detail", "purpose"),
            ("need_detail", "priority"),
            ("need_detail", "situation"),
        ]
        assert "utter_summary" in answer.said

    def test_what_was_told_is_not_asked_for(self) -> None:
        conversation = Conversation()
        answer = conversation.hears(
            Discover, "It must be quiet above all, that is what matters to me", intent="state_priority"
        )
        assert answer.said[-1] == "utter_ask_purpose"
        answer = conversation.hears(Discover, "coffee for the two of us", intent="answer")
        assert answer.said[-1] == "utter_ask_success"

    def test_nothing_is_asked_twice_and_at_most_three_questions_are_asked(self) -> None:
        conversation, asked = Conversation(), []
        answer = conversation.hears(Greet, "hello", intent="greet")
        for reply in ("nice coffee at home", "the taste of it", "a calm mood after", "on the sofa"):
            asked += [subject for kind, subject in answer.events if kind == "question_asked"]
            if answer.leaves_open != "discovery":
                break
            answer = conversation.hears(Discover, reply, intent="answer")
        assert asked == ["purpose", "priority", "success"]
        assert answer.leaves_open == "summary"

    def test_a_thin_answer_is_asked_for_more_once(self) -> None:
        conversation = Conversation()
        conversation.hears(Greet, "hello", intent="greet")
        answer = conversation.hears(Discover, "yes", intent="affirm")
        assert answer.said == ["utter_ask_more"]
        answer = conversation.hears(Discover, "yes", intent="affirm")
        assert answer.said == ["utter_ask_priority"]

    def test_a_pressed_button_tells_nothing(self) -> None:
        conversation = Conversation(open_question="discovery", memory=Memory(asked=["purpose"]))
        answer = conversation.hears(Discover, "", intent="affirm")
        assert answer.said == ["utter_ask_more"]
        assert conversation.memory.details == []

    def test_one_word_that_names_a_need_is_not_thin(self) -> None:
        conversation = Conversation(open_question="discovery", memory=Memory(asked=["purpose"]))
        answer = conversation.hears(Discover, "camping", intent="state_need", need="travel-coffee")
        assert answer.events[0] == ("need_heard", "travel-coffee")
        assert "utter_ask_more" not in answer.said

    def test_who_does_not_know_is_met_with_patience_and_an_easy_question(self) -> None:
        conversation = Conversation()
        answer = conversation.hears(Discover, "I have no idea what I need", intent="unsure")
        assert answer.said == ["utter_unsure", "utter_ask_purpose"]
        assert conversation.memory.details == []

    def test_a_need_told_by_what_must_not_be_is_heard(self) -> None:
        conversation = Conversation(open_question="discovery", memory=Memory(asked=["priority"]))
        told = "that the coffee is not bitter"
        answer = conversation.hears(Discover, told, intent="state_priority", need="less-bitter@bitter")
        assert ("need_heard", "less-bitter") in answer.events

    def test_a_need_that_is_ruled_out_is_not_heard(self) -> None:
        told = "a machine for my kitchen, not for the office"
        answer = Conversation().hears(Discover, told, intent="state_need", need="office-coffee@office")
        assert "need_heard" not in dict(answer.events)

    def test_while_a_person_is_awaited_it_is_noted_and_nothing_is_asked(self) -> None:
        conversation = Conversation(state="queued")
        answer = conversation.hears(Discover, QUIET_TEXT, intent="state_need", need="quiet-mornings")
        assert answer.said == ["utter_noted_for_person"]
        assert ("need_heard", "quiet-mornings") in answer.events
        assert answer.leaves_open == "none"

    def test_a_new_need_after_the_confirmation_is_to_be_confirmed_again(self) -> None:
        conversation = summed_up()
        conversation.memory.confirmed = True
        conversation.open_question = "none"
        conversation.hears(Discover, "and for camping, too", intent="state_need", need="travel-coffee")
        assert conversation.memory.confirmed is False

    def test_a_need_that_the_catalog_does_not_know_is_kept_as_unserved(self) -> None:
        memory = Memory(
            asked=["purpose", "priority", "success"], details=[Detail("purpose", "a lamp that dims")]
        )
        conversation = Conversation(memory=memory, open_question="discovery")
        answer = conversation.hears(Discover, "when the nursery is dark", intent="answer")
        assert answer.event("need_heard")["subject"] == "unserved"
        assert answer.event("need_heard")["quote"] == "a lamp that dims"
        assert answer.event("need_summarised")["needs"] == []


class TestSummary:
    def test_says_the_visitors_own_words_back(self) -> None:
        conversation = Conversation(
            open_question="discovery",
            memory=Memory(
                needs={"quiet-mornings": QUIET_TEXT},
                details=[Detail("purpose", QUIET_TEXT), Detail("priority", "quiet and quick")],
                asked=["priority", "success"],
            ),
        )
        answer = conversation.hears(Discover, "when it tastes as it does at my sister's", intent="answer")
        assert answer.values("utter_summary")["summary"] == (
            "So you want good coffee in the morning without waking the baby. "
            "What matters most to you: quiet and quick. "
            "You’ll be content when it tastes as it does at your sister's."
        )
        assert answer.event("need_summarised")["needs"] == ["quiet-mornings"]
        assert answer.leaves_open == "summary"


class TestConfirmNeed:
    def test_advice_follows_with_the_story_of_another_customer(self) -> None:
        conversation = summed_up()
        answer = conversation.hears(ConfirmNeed, "yes, exactly", intent="affirm")
        given = answer.event("advice_given")
        assert answer.event("need_confirmed")["subject"] == "quiet-mornings"
        assert given["need"] == "quiet-mornings"
        assert given["story"] == CATALOG.advice[given["subject"]].story
        assert answer.values("utter_story")["story"] == CATALOG.stories[given["story"]].text["en"]
        assert conversation.memory.confirmed
        assert answer.leaves_open == "advice"

    def test_the_advice_has_its_steps_and_what_it_brings_besides(self) -> None:
        answer = summed_up().hears(ConfirmNeed, "yes", intent="affirm")
        advice = CATALOG.advice[answer.event("advice_given")["subject"]]
        steps, wider = answer.told
        assert steps.splitlines() == [
            advice.text["en"],
            *(f"{number}. {step}" for number, step in enumerate(advice.steps["en"], 1)),
        ]
        assert wider == advice.wider["en"]

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_speaks_the_language_of_the_conversation(self, language: str) -> None:
        conversation = summed_up()
        conversation.language = language
        answer = conversation.hears(ConfirmNeed, "👍", intent="affirm")
        advice = CATALOG.advice[answer.event("advice_given")["subject"]]
        assert answer.told[0].startswith(advice.text[language])

    def test_without_advice_on_it_a_person_is_offered(self) -> None:
        memory = Memory(details=[Detail("purpose", "a lamp that dims")])
        conversation = Conversation(memory=memory, open_question="summary")
        answer = conversation.hears(ConfirmNeed, "yes", intent="affirm")
        assert answer.event("need_confirmed")["subject"] == "unserved"
        assert answer.said == ["utter_no_advice"]
        assert answer.leaves_open == "person"

    def test_advice_is_not_given_twice(self) -> None:
        conversation = summed_up()
        given = []
        while (
            "utter_no_more_advice"
            not in (answer := conversation.hears(ConfirmNeed, "yes", intent="affirm")).said
        ):
            given.append(answer.event("advice_given")["subject"])
        assert len(given) == len(set(given)) > 1
        assert answer.leaves_open == "none"

    def test_owners_get_advice_for_owners(self) -> None:
        conversation = Conversation(
            memory=Memory(needs={"easy-cleaning": "less cleaning"}, owner=True), open_question="summary"
        )
        answer = conversation.hears(ConfirmNeed, "yes", intent="affirm")
        assert CATALOG.advice[answer.event("advice_given")["subject"]].owner in {"owner", "both"}


class TestCorrection:
    def test_a_no_without_what_is_right_is_asked_about(self) -> None:
        answer = summed_up().hears(RejectSummary, "no", intent="deny")
        assert answer.said == ["utter_ask_correction"]
        assert answer.leaves_open == "correction"

    def test_replaces_the_need_that_is_taken_back_and_sums_up_again(self) -> None:
        conversation = summed_up()
        told = "no, it's not the noise, I want cappuccino"
        answer = conversation.hears(
            CorrectSummary, told, intent="correct_summary", need=["quiet-mornings@noise", "milk-drinks@cappu"]
        )
        assert list(conversation.memory.needs) == ["milk-drinks"]
        assert answer.event("need_rejected")["quote"] == QUIET_TEXT
        assert ("need_heard", "milk-drinks") in answer.events
        assert answer.event("need_summarised")["needs"] == ["milk-drinks"]
        assert answer.leaves_open == "summary"

    def test_a_need_that_is_only_taken_back_is_gone(self) -> None:
        conversation = summed_up()
        told = "it isn't about the noise"
        answer = conversation.hears(
            CorrectSummary, told, intent="correct_summary", need="quiet-mornings@noise"
        )
        assert conversation.memory.needs == {}
        assert answer.event("need_rejected")["subject"] == "quiet-mornings"

    def test_what_must_not_be_is_not_taken_back(self) -> None:
        conversation = summed_up()
        told = "it must not be noisy when I make cappuccino"
        conversation.hears(
            CorrectSummary, told, intent="correct_summary", need=["quiet-mornings@noisy", "milk-drinks@capp"]
        )
        assert set(conversation.memory.needs) == {"quiet-mornings", "milk-drinks"}

    def test_another_detail_keeps_the_need(self) -> None:
        conversation = summed_up()
        conversation.hears(CorrectSummary, "it must fit under the shelf", intent="correct_summary")
        assert list(conversation.memory.needs) == ["quiet-mornings"]
        assert conversation.memory.quote_of("priority") == "it must fit under the shelf"

    def test_what_is_added_without_a_no_is_added(self) -> None:
        conversation = summed_up()
        told = "and it should make cappuccino"
        conversation.hears(CorrectSummary, told, intent="correct_summary", need="milk-drinks@capp")
        assert set(conversation.memory.needs) == {"quiet-mornings", "milk-drinks"}
        assert conversation.memory.quote_of("purpose") == QUIET_TEXT
        assert conversation.memory.quote_of("priority") == told

    def test_as_often_as_it_takes(self) -> None:
        conversation = summed_up()
        for need in ("milk-drinks", "travel-coffee", "gift"):
            answer = conversation.hears(CorrectSummary, "no, that", intent="correct_summary", need=need)
            assert answer.event("need_summarised")["needs"] == [need]

    def test_with_nothing_told_yet_it_is_a_first_telling(self) -> None:
        answer = Conversation().hears(CorrectSummary, QUIET_TEXT, intent="correct_summary")
        assert "need_summarised" not in dict(answer.events)
        assert answer.leaves_open == "discovery"


class TestResume:
    def test_a_side_question_is_answered_and_the_open_question_comes_again_in_other_words(self) -> None:
        conversation = discovering("success")
        answer = conversation.hears(AnswerService, "what does shipping cost?", intent="delivery_info")
        assert answer.said == ["utter_ask_success"]
        assert answer.leaves_open == "discovery"
        assert conversation.memory.asked == ["purpose", "success"]

    def test_who_has_told_nothing_yet_and_came_with_a_question_is_not_questioned(self) -> None:
        conversation = Conversation()
        conversation.hears(Greet, "hello", intent="greet")
        answer = conversation.hears(AnswerService, "what does shipping cost?", intent="delivery_info")
        assert answer.said == []
        assert answer.leaves_open == "none"

    @pytest.mark.parametrize("question", ["summary", "correction"])
    def test_a_summary_that_stands_is_asked_about_again(self, question: str) -> None:
        conversation = summed_up()
        conversation.open_question = question
        answer = conversation.hears(AnswerService, "what does shipping cost?", intent="delivery_info")
        assert answer.said == ["utter_back_to_summary"]
        assert answer.leaves_open == "summary"

    @pytest.mark.parametrize("question", ["complaint", "offer", "person"])
    def test_these_questions_stay_open_without_a_word(self, question: str) -> None:
        conversation = Conversation(open_question=question)
        answer = conversation.hears(AnswerService, "what does shipping cost?", intent="delivery_info")
        assert answer.said == []
        assert answer.leaves_open == question

    @pytest.mark.parametrize("question", ["advice", "barrier", "which_product", "order_number"])
    def test_these_questions_are_let_go(self, question: str) -> None:
        conversation = Conversation(open_question=question)
        answer = conversation.hears(AnswerService, "what does shipping cost?", intent="delivery_info")
        assert answer.leaves_open == "none"

    def test_nothing_is_asked_while_a_person_is_awaited(self) -> None:
        conversation = Conversation(
            state="queued", open_question="discovery", memory=Memory(asked=["purpose"])
        )
        answer = conversation.hears(AnswerService, "what does shipping cost?", intent="delivery_info")
        assert answer.said == []

    def test_with_nothing_open_the_visitors_matter_is_asked_for(self) -> None:
        assert Conversation().hears(ShowAgain, "no", intent="deny").said == ["utter_ask_purpose"]


class TestNothingOpen:
    @pytest.mark.parametrize(
        ("intent", "confirmed", "state", "response"),
        [
            ("affirm", False, "bot", "utter_ask_purpose"),
            ("affirm", True, "bot", "utter_what_else_orientation"),
            ("deny", False, "bot", "utter_all_done"),
            ("deny", True, "bot", "utter_all_done"),
            ("affirm", False, "queued", "utter_noted_for_person"),
        ],
    )
    def test_a_yes_or_no_to_nothing(self, intent: str, confirmed: bool, state: str, response: str) -> None:
        conversation = Conversation(memory=Memory(confirmed=confirmed), state=state)
        assert conversation.hears(NothingOpen, "ok", intent=intent).said == [response]
