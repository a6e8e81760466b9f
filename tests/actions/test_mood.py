"""The visitor's mood: kept, reported when it changes, and a reason to offer a person."""

import pytest

from actions.memory import Case, Memory
from actions.mood import is_upset, offer_person_to_upset, take_mood
from tests.actions.turns import Conversation

# Long enough to tell how somebody feels, whatever was felt before.
LONG = "well I have thought about it again and this is what I think"


class TestTakeMood:
    def test_a_change_is_reported_once(self) -> None:
        conversation = Conversation()
        for mood, reported in (("calm", []), ("annoyed", ["annoyed"]), ("annoyed", []), ("happy", ["happy"])):
            turn = conversation.turn(LONG, mood=mood)
            take_mood(turn)
            conversation.memory = turn.memory
            changes = [message["custom"]["subject"] for message in turn.dispatcher.messages]
            assert changes == reported

    def test_a_pressed_button_tells_no_mood(self) -> None:
        turn = Conversation(memory=Memory(mood="annoyed", upset=1)).turn("")
        take_mood(turn)
        assert (turn.memory.mood, turn.memory.upset) == ("annoyed", 1)

    @pytest.mark.parametrize("before", ["annoyed", "angry"])
    @pytest.mark.parametrize("mood", ["calm", "happy"])
    @pytest.mark.parametrize("text", ["Yes, a person", "thank you", "I want a new one", "a person please"])
    def test_being_upset_does_not_pass_with_a_short_word(self, before: str, mood: str, text: str) -> None:
        turn = Conversation(memory=Memory(mood=before, upset=1)).turn(text, mood=mood)
        take_mood(turn)
        assert (turn.memory.mood, turn.memory.upset) == (before, 1)

    def test_nor_with_a_calm_answer_while_the_complaint_is_open(self) -> None:
        memory = Memory(mood="angry", upset=1, case=Case("complain_other", 0))
        turn = Conversation(memory=memory).turn(LONG, mood="calm")
        take_mood(turn)
        assert turn.memory.mood == "angry"

    @pytest.mark.parametrize(
        ("text", "intent", "entities"),
        [
            ("anna@example.com", "", {"email": "anna@example.com"}),
            ("it is KH-20455", "", {"order_number": "KH-20455"}),
            ("yes please", "affirm", {}),
            ("can I talk to a person about this, please", "request_human", {}),
        ],
        ids=["an address", "a number", "a yes", "a person"],
    )
    @pytest.mark.parametrize("mood", ["annoyed", "happy"])
    def test_what_is_said_in_any_mood_tells_none(
        self, text: str, intent: str, entities: dict[str, str], mood: str
    ) -> None:
        turn = Conversation().turn(text, intent=intent, mood=mood)
        for kind, words in entities.items():
            start = text.index(words)
            turn.entities.append({"entity": kind, "value": words, "start": start, "end": start + len(words)})
        take_mood(turn)
        assert turn.memory.mood == "calm"

    def test_anger_does_not_cool_down_to_annoyance(self) -> None:
        turn = Conversation(memory=Memory(mood="angry", upset=1)).turn(LONG, mood="annoyed")
        take_mood(turn)
        assert (turn.memory.mood, turn.memory.upset) == ("angry", 2)

    def test_anger_is_heard_beside_a_number(self) -> None:
        turn = Conversation().turn("KH-20455 I AM FURIOUS", mood="angry", order_number="KH-20455")
        take_mood(turn)
        assert turn.memory.mood == "angry"


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
            turn = conversation.turn(LONG, mood=mood)
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
