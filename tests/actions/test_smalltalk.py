"""Small talk: short and friendly, and back to the visitor's matter."""

import pytest

from actions.smalltalk import Greet, SmallTalk
from tests.actions.turns import Conversation, discovering


class TestGreet:
    def test_asks_what_the_visitor_is_after_in_the_same_message(self) -> None:
        answer = Conversation().hears(Greet, "hello", intent="greet")
        assert answer.said == ["utter_greet", "utter_ask_purpose"]
        assert answer.values("utter_greet")["joins"] is True
        assert answer.event("question_asked")["subject"] == "purpose"

    def test_in_the_middle_it_goes_on_where_it_was(self) -> None:
        conversation = discovering("success")
        answer = conversation.hears(Greet, "hello again", intent="greet")
        assert answer.said == ["utter_greet", "utter_ask_success"]

    def test_in_the_queue_the_place_is_safe(self) -> None:
        answer = Conversation(state="queued").hears(Greet, "hello?", intent="greet")
        assert answer.said == ["utter_already_waiting", "utter_wait_minutes"]

    def test_a_name_told_on_the_way_is_used_at_once(self) -> None:
        answer = Conversation().hears(Greet, "hi, my name is Anna", intent="greet", person_name="Anna Berg")
        assert answer.values("utter_greet")["name"] == ", Anna"
        assert answer.event("name_given")["value"] == "Anna Berg"

    @pytest.mark.parametrize(
        ("text", "language"), [("help", "en"), ("kan du hjælpe mig?", "da"), ("jeg trenger hjelp", "nb")]
    )
    def test_a_call_for_help_is_met_with_a_helping_question(self, text: str, language: str) -> None:
        answer = Conversation(language=language).hears(Greet, text, intent="greet")
        assert answer.said == ["utter_ask_help"]
        assert answer.leaves_open == "none"


class TestSmallTalk:
    @pytest.mark.parametrize("intent", ["thank", "goodbye"])
    def test_ends_where_the_visitor_ends(self, intent: str) -> None:
        conversation = discovering("success")
        assert conversation.hears(SmallTalk, "…", intent=intent).said == [f"utter_{intent}"]

    @pytest.mark.parametrize("intent", ["chitchat", "bot_challenge"])
    def test_comes_back_to_the_matter(self, intent: str) -> None:
        conversation = discovering("success")
        answer = conversation.hears(SmallTalk, "…", intent=intent)
        assert answer.said == [f"utter_{intent}", "utter_ask_success"]
