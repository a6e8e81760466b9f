"""What an answer in an open complaint tells, whatever was asked."""

import pytest

from actions.case_answers import HAPPENED, WANTED, is_wish, names_outcome, parts_told
from actions.complaint import ReceiveComplaint, TakeComplaintDetail
from actions.memory import Case, Memory
from tests.actions.turns import Answer, Conversation


def asked_for(field: str, language: str = "en") -> Conversation:
    case = Case(kind="complain_other", epoch=0, asked=[HAPPENED, WANTED], open_field=field)
    memory = Memory(case=case, order_number="KH-10482")
    return Conversation(language=language, memory=memory, open_question="complaint", state="queued")


def details(answer: Answer) -> list[tuple[str, str]]:
    events = [message["custom"] for message in answer.messages if message.get("custom")]
    return [(each["subject"], each["value"]) for each in events if each["type"] == "complaint_detail"]


class TestIsWish:
    @pytest.mark.parametrize(
        ("sentence", "language"),
        [
            ("Jeg vil gerne have pengene tilbage", "da"),
            ("pengene tilbage", "da"),
            ("en ny, tak", "da"),
            ("jeg vil bare ha den før jul", "nb"),
            ("jeg vil ha en ny", "nb"),
            ("pengene igjen takk", "nb"),
            ("I just want it before Christmas", "en"),
            ("I want a new one", "en"),
            ("my money back", "en"),
            ("a refund please", "en"),
        ],
    )
    def test_says_what_somebody_would_have(self, sentence: str, language: str) -> None:
        assert is_wish(sentence, language)

    @pytest.mark.parametrize(
        ("sentence", "language"),
        [
            ("den virker ikke", "da"),
            ("jeg har ikke fået pengene tilbage", "da"),
            ("kverna sluttet å virke etter to dager", "nb"),
            ("fortsatt ingen penger tilbake", "nb"),
            ("I never got my money back", "en"),
            ("you sent a new one last week and it broke on the first day", "en"),
            ("I am really angry now, this is the third time", "en"),
        ],
    )
    def test_what_happened_is_none(self, sentence: str, language: str) -> None:
        assert not is_wish(sentence, language)


class TestNamesOutcome:
    def test_takes_both_the_wish_and_what_is_wished_for(self) -> None:
        assert names_outcome("it broke, I want my money back", "en")
        assert not names_outcome("I want to complain about your driver", "en")
        assert not names_outcome("no refund after three weeks", "en")


class TestPartsTold:
    def test_each_sentence_goes_where_it_belongs(self) -> None:
        turn = asked_for(HAPPENED).turn("It fell apart. I want my money back.")
        assert parts_told(turn, HAPPENED) == [
            (HAPPENED, "It fell apart."),
            (WANTED, "I want my money back."),
        ]

    def test_a_calm_answer_is_the_answer(self) -> None:
        turn = asked_for(WANTED).turn("that somebody rings me tomorrow", mood="calm")
        assert parts_told(turn, WANTED) == [(WANTED, "that somebody rings me tomorrow")]


class TestInACase:
    @pytest.mark.parametrize(
        ("text", "language"),
        [("Jeg vil gerne have pengene tilbage", "da"), ("I just want it before Christmas", "en")],
    )
    def test_a_wish_is_a_wish_when_asked_what_happened(self, text: str, language: str) -> None:
        answer = asked_for(HAPPENED, language).hears(TakeComplaintDetail, text, intent="answer")
        assert details(answer) == [(WANTED, text)]

    def test_anger_is_no_wish_and_the_question_stays_open(self) -> None:
        conversation = asked_for(WANTED)
        text = "I am really angry now, this is the third time"
        answer = conversation.hears(TakeComplaintDetail, text, intent="answer", mood="angry")
        assert details(answer) == [(HAPPENED, text)]
        assert answer.said == ["utter_noted_for_person"]
        assert answer.leaves_open == "complaint"
        answer = conversation.hears(TakeComplaintDetail, "a new one", intent="answer", mood="calm")
        assert details(answer) == [(WANTED, "a new one")]
        assert answer.said == ["utter_case_complete"]

    def test_an_angry_wish_is_one(self) -> None:
        answer = asked_for(WANTED).hears(
            TakeComplaintDetail, "I want my money back, you thieves!", intent="answer", mood="angry"
        )
        assert details(answer) == [(WANTED, "I want my money back, you thieves!")]

    def test_an_address_answers_nothing(self) -> None:
        address = "anna@example.com"
        turn = asked_for(WANTED).turn(f"my mail is {address}", intent="answer")
        turn.entities.append({"entity": "email", "value": address, "start": 11, "end": 27})
        TakeComplaintDetail().act(turn)
        answer = Answer(turn.dispatcher.messages, turn.leaves_open)
        assert details(answer) == []
        assert answer.leaves_open == "complaint"

    def test_who_says_at_once_what_would_help_is_not_asked(self) -> None:
        answer = Conversation(memory=Memory(order_number="KH-10482")).hears(
            ReceiveComplaint, "it came broken, I want a new one", intent="complain_delivery"
        )
        assert (WANTED, "it came broken, I want a new one") in details(answer)
        assert "utter_ask_case_wanted_outcome" not in answer.said
