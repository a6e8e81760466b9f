"""The visitor's control: language, a fresh start, their data."""

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.control import (
    ChangeLanguage,
    ConfirmLanguage,
    DeleteData,
    ExplainPrivacy,
    StartOver,
    language_asked_for,
)
from actions.memory import Case, Detail, Memory
from tests.actions.turns import CATALOG, Conversation, discovering


class TestLanguageAskedFor:
    @pytest.mark.parametrize(
        ("text", "language"),
        [
            ("kan vi skrive på engelsk?", "en"),
            ("Norsk, takk", "nb"),
            ("skriv nynorsk til meg", "nb"),
            ("Danish please", "da"),
            ("ikke norsk, engelsk", "en"),
            ("jeg skjønner ikke dansk, ta norsk", "nb"),
            ("Kan De skrive dansk til mig, jeg forstår ikke engelsk", "da"),
            ("English instead of Danish", "en"),
            ("engelsk i stedet for dansk", "en"),
            ("skift fra norsk til dansk", "da"),
        ],
    )
    def test_names_it(self, text: str, language: str) -> None:
        assert language_asked_for(text) == language

    @pytest.mark.parametrize(
        "text",
        ["skift sprog", "parlez-vous français?", "I don't understand Danish", "sorry, no Danish here", ""],
    )
    def test_names_none_that_is_wanted(self, text: str) -> None:
        assert language_asked_for(text) is None


class TestChangeLanguage:
    @pytest.mark.parametrize(
        ("text", "language"), [("på norsk, takk", "nb"), ("I don't understand Danish", "en")]
    )
    def test_sets_the_language_and_forgets_the_evidence_against_it(
        self, text: str, language: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("actions.turn.current_catalog", lambda: CATALOG)
        message = {
            "text": text,
            "intent": {"name": "change_language"},
            "entities": [],
            "metadata": {"language": "da"},
        }
        slots = {"language": "en", "language_evidence": {"da": 1.0}, "memory": None}
        tracker = Tracker("s", slots, message, [], False, None, {}, "action_listen")
        dispatcher = CollectingDispatcher()
        changed = ChangeLanguage().run(dispatcher, tracker, {})
        assert {event["name"]: event["value"] for event in changed} == {
            "language": language,
            "language_evidence": None,
        }
        assert dispatcher.messages[0]["custom"] == {"type": "language_changed", "subject": language}


class TestConfirmLanguage:
    def test_says_so_in_the_new_language_and_goes_on_where_it_was(self) -> None:
        conversation = discovering("priority")
        conversation.language = "nb"
        answer = conversation.hears(ConfirmLanguage, "norsk, takk", intent="change_language")
        assert answer.said == ["utter_language_changed", "utter_ask_priority"]
        assert answer.values("utter_language_changed")["joins"] is True
        assert answer.events == []


class TestStartOver:
    def test_forgets_the_need_and_keeps_what_was_promised(self) -> None:
        case = Case(kind="complain_delivery", epoch=0)
        memory = Memory(
            needs={"gift": "…"},
            details=[Detail("purpose", "a gift")],
            asked=["purpose", "priority"],
            confirmed=True,
            advised=["cabin-kit"],
            offer="water-check",
            offers_stopped=True,
            case=case,
            name="Anna",
            order_number="KH-10482",
        )
        conversation = Conversation(memory=memory, open_question="summary")
        answer = conversation.hears(StartOver, "start over", intent="restart")
        assert answer.said == ["utter_restarted", "utter_ask_purpose"]
        assert conversation.memory == Memory(
            asked=["purpose"],
            offer="water-check",
            offers_stopped=True,
            case=case,
            name="Anna",
            order_number="KH-10482",
            said={"utter_restarted": 0, "utter_ask_purpose": 0},
        )

    def test_while_a_person_is_awaited_nothing_is_asked(self) -> None:
        conversation = Conversation(state="queued", open_question="discovery")
        answer = conversation.hears(StartOver, "start over", intent="restart")
        assert answer.said == ["utter_restarted"]
        assert answer.leaves_open == "none"


class TestData:
    def test_what_is_stored_and_why(self) -> None:
        answer = Conversation().hears(ExplainPrivacy, "who can see this?", intent="privacy_question")
        assert answer.event("service_answered")["answer"] == "who-sees"

    @pytest.mark.parametrize(
        "text", ["I want a copy of my data", "jeg vil ha innsyn", "jeg vil have et udtræk", "et udtraek"]
    )
    def test_a_copy_is_the_visitors_own_to_make_and_a_person_makes_the_rest(self, text: str) -> None:
        answer = Conversation().hears(DeleteData, text, intent="delete_my_data")
        assert answer.events == [("data_copy_requested", None), ("escalate", "policy")]
        assert answer.said[0] == "utter_copy_data"

    @pytest.mark.parametrize("text", ["delete all you know of me", "slet mine data"])
    def test_the_conversation_too_and_the_rest_goes_to_a_person(self, text: str) -> None:
        answer = Conversation().hears(DeleteData, text, intent="delete_my_data")
        assert answer.events == [("data_deletion_requested", None), ("escalate", "policy")]
        assert answer.said == ["utter_delete_data", "utter_data_passed_on", "utter_wait_minutes"]
        assert answer.leaves_open == "none"

    def test_who_waits_for_a_person_is_not_queued_again(self) -> None:
        answer = Conversation(state="queued").hears(DeleteData, "slet mine data", intent="delete_my_data")
        assert answer.events == [("data_deletion_requested", None)]
        assert answer.said == ["utter_delete_data", "utter_data_passed_on"]
