"""One turn: read from Rasa's tracker, noticed in passing, written back to two slots."""

from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.handoff import NotUnderstood
from actions.memory import Case, Memory
from actions.smalltalk import Greet, SmallTalk
from actions.turn import GoalAction, turn_from
from tests.actions.turns import Conversation

SMALL = Path(__file__).parents[1] / "bot" / "catalog" / "small"


def tracker(text: str = "hello", *, intent: str = "greet", **slots: Any) -> Tracker:
    metadata = slots.pop("metadata", {"language": "da"})
    message = {"text": text, "intent": {"name": intent}, "entities": [], "metadata": metadata}
    return Tracker("s", slots, message, [], False, None, {}, "action_listen")


@pytest.fixture(autouse=True)
def catalog(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CATALOG", str(SMALL))


class TestTurnFrom:
    def test_reads_the_language_of_the_conversation_then_of_the_page(self) -> None:
        assert turn_from(CollectingDispatcher(), tracker(language="nb")).language == "nb"
        assert turn_from(CollectingDispatcher(), tracker()).language == "da"
        assert turn_from(CollectingDispatcher(), tracker(metadata=None)).language == "en"

    @pytest.mark.parametrize(
        ("sent", "typed"),
        [("hello", "hello"), ('/affirm{"language": "da"}', ""), ("\u2060/slash", "/slash")],
    )
    def test_a_pressed_button_has_no_words(self, sent: str, typed: str) -> None:
        assert turn_from(CollectingDispatcher(), tracker(sent)).text == typed

    @pytest.mark.parametrize(("epoch", "open_still"), [(0, True), (2, False)])
    def test_a_complaint_is_over_once_a_person_had_the_conversation(
        self, epoch: int, open_still: bool
    ) -> None:
        memory = Memory(case=Case(kind="complain_other", epoch=0)).dump()
        turn = turn_from(
            CollectingDispatcher(), tracker(memory=memory, metadata={"language": "da", "epoch": epoch})
        )
        assert (turn.memory.case is not None) is open_still

    def test_follows_the_catalog_of_the_business(self) -> None:
        assert turn_from(CollectingDispatcher(), tracker()).catalog.business.name == "Small Demo"


class TestRun:
    def test_writes_the_memory_and_the_open_question_back(self) -> None:
        events = Greet().run(CollectingDispatcher(), tracker(open_question="none"), {})
        slots = {event["name"]: event["value"] for event in events}
        assert slots.keys() == {"memory", "open_question"}
        assert slots["memory"]["asked"] == ["purpose"]
        assert slots["open_question"] == "discovery"

    @pytest.mark.parametrize(
        ("action", "intent", "count"), [(SmallTalk, "thank", 0), (NotUnderstood, "nlu_fallback", 2)]
    )
    def test_an_answer_understood_ends_a_row_of_misunderstandings(
        self, action: type[GoalAction], intent: str, count: int
    ) -> None:
        before = Memory(misunderstood=1).dump()
        events = action().run(CollectingDispatcher(), tracker(intent=intent, memory=before), {})
        assert events[0]["value"]["misunderstood"] == count

    def test_an_action_without_a_way_to_act_says_so(self) -> None:
        class Idle(GoalAction):
            goal = "idle"

        assert Idle().name() == "action_idle"
        with pytest.raises(TypeError, match="Idle"):
            Idle().run(CollectingDispatcher(), tracker(), {})


class TestNotice:
    def test_contact_data_and_names_leave_as_events(self) -> None:
        conversation = Conversation()
        answer = conversation.hears(
            SmallTalk,
            "thanks, Anna",
            intent="thank",
            person_name="Anna Berg",
            email="anna(at)example",
            phone="+4500000000",
            order_number="KH-10482",
        )
        assert answer.events == [
            ("name_given", "name"),
            ("contact_given", "email"),
            ("contact_given", "phone"),
        ]
        assert conversation.memory.order_number == "KH-10482"
        assert answer.values("utter_thank")["name"] == ", Anna"

    def test_products_are_remembered_the_latest_last_and_at_most_four(self) -> None:
        conversation = Conversation(memory=Memory(products=["scale", "moka-pot", "descaler", "water-jug"]))
        conversation.hears(SmallTalk, "thanks", intent="thank", product=["scale", "milk-jug", "not-ours"])
        assert conversation.memory.products == ["descaler", "water-jug", "scale", "milk-jug"]

    def test_a_persona_is_suggested_once(self) -> None:
        conversation = Conversation()
        first = conversation.hears(SmallTalk, "thanks", intent="thank", persona="small-office")
        again = conversation.hears(SmallTalk, "thanks", intent="thank", persona="small-office")
        other = conversation.hears(SmallTalk, "thanks", intent="thank", persona="not-one-of-ours")
        assert first.events == [("persona_suggested", "small-office")]
        assert again.events == other.events == []

    def test_a_change_of_stage_is_told_when_it_changes(self) -> None:
        conversation = Conversation()
        first = conversation.hears(SmallTalk, "great shop", intent="praise")
        again = conversation.hears(SmallTalk, "great shop", intent="praise")
        assert first.events == [("stage_changed", "experience")]
        assert again.events == []

    def test_a_language_that_differs_from_the_pages_is_told(self) -> None:
        conversation = Conversation(language="en")
        turn_tracker = tracker(language="nb", intent="thank")
        dispatcher = CollectingDispatcher()
        SmallTalk().run(dispatcher, turn_tracker, {})
        assert {"type": "language_changed", "subject": "nb"} in [
            message["custom"] for message in dispatcher.messages
        ]
        assert conversation.hears(SmallTalk, "thanks", intent="thank").events == []
