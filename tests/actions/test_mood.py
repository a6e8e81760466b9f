"""The visitor's mood: kept, reported when it changes, and a reason to offer a person."""

import pytest

from actions.memory import Case, Memory
from actions.mood import is_upset, offer_person_to_upset, take_mood
from tests.actions.turns import Conversation


class TestTakeMood:
    def test_a_change_is_reported_once(self) -> None:
        conversation = Conversation()
        for mood, reported in (("calm", []), ("annoyed", ["annoyed"]), ("annoyed", []), ("happy", ["happy"])):
            turn = conversation.turn("…", mood=mood)
            take_mood(turn)
            conversation.memory = turn.memory
            changes = [message["custom"]["subject"] for message in turn.dispatcher.messages]
            assert changes == reported

    def test_a_pressed_button_tells_no_mood(self) -> None:
        turn = Conversation(memory=Memory(mood="annoyed", upset=1)).turn("")
        take_mood(turn)
        assert (turn.memory.mood, turn.memory.upset) == ("annoyed", 1)


class TestIsUpset:
    @pytest.mark.parametrize(
        ("moods", "upset"),
        [
            (["angry"], True),
            (["annoyed"], False),
            (["annoyed", "annoyed", "annoyed"], True),
            (["annoyed", "annoyed"], False),
            (["annoyed", "annoyed", "calm", "annoyed"], False),
            (["angry", "calm"], False),
            (["happy"], False),
        ],
    )
    def test_angry_once_or_annoyed_three_times_in_a_row(self, moods: list[str], upset: bool) -> None:
        conversation = Conversation()
        for mood in moods:
            turn = conversation.turn("…", mood=mood)
            take_mood(turn)
            conversation.memory = turn.memory
        assert is_upset(turn) is upset


class TestOfferPersonToUpset:
    def test_once_and_with_the_reason(self) -> None:
        conversation = Conversation(memory=Memory(mood="angry", upset=1))
        turn = conversation.turn("…")
        offer_person_to_upset(turn)
        assert turn.leaves_open == "person"
        assert turn.memory.offered_person_for == "policy"
        turn.leaves_open = "none"
        offer_person_to_upset(turn)
        assert turn.leaves_open == "none"

    @pytest.mark.parametrize(
        "conversation",
        [
            Conversation(memory=Memory(mood="calm")),
            Conversation(memory=Memory(mood="angry", upset=1), state="queued"),
            Conversation(memory=Memory(mood="angry", upset=1, case=Case("complain_other", 0))),
            Conversation(memory=Memory(mood="angry", upset=1), open_question="summary"),
        ],
        ids=["calm", "awaited", "complained", "asked"],
    )
    def test_not_where_it_would_be_in_the_way(self, conversation: Conversation) -> None:
        turn = conversation.turn("…")
        offer_person_to_upset(turn)
        assert turn.dispatcher.messages == []

    def test_not_when_one_was_called_in_the_same_turn(self) -> None:
        turn = Conversation(memory=Memory(mood="angry", upset=1)).turn("…")
        turn.event("escalate", subject="requested")
        offer_person_to_upset(turn)
        assert turn.leaves_open == "none"
