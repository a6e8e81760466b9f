"""The wait, told honestly: from the queue or from the opening hours."""

from typing import Any

import pytest

from actions.handoff import HandOver
from actions.memory import Memory
from actions.wait import moment
from tests.actions.turns import Answer, Conversation


def asked_for_a_person(wait: dict[str, Any], language: str = "en", *, contact_known: bool = False) -> Answer:
    conversation = Conversation(wait=wait, language=language, memory=Memory(contact_known=contact_known))
    return conversation.hears(HandOver, "a person", intent="request_human")


class TestSayWait:
    @pytest.mark.parametrize(
        ("minutes", "response"), [(0, "utter_wait_short"), (1, "utter_wait_short"), (2, "utter_wait_minutes")]
    )
    def test_in_minutes(self, minutes: int, response: str) -> None:
        answer = asked_for_a_person({"minutes": minutes, "open": True, "opens_at": None})
        assert answer.said[-1] == response
        assert answer.values(response)["minutes"] == minutes

    @pytest.mark.parametrize(
        ("contact_known", "response"), [(False, "utter_wait_long"), (True, "utter_wait_minutes")]
    )
    def test_a_long_one_with_an_offer_of_e_mail(self, contact_known: bool, response: str) -> None:
        wait = {"minutes": 15, "open": True, "opens_at": None, "long": True}
        answer = asked_for_a_person(wait, contact_known=contact_known)
        assert answer.said[-1] == response
        assert answer.values(response)["minutes"] == 15

    def test_when_somebody_is_at_work_again(self) -> None:
        wait = {"minutes": None, "open": False, "opens_at": "2026-11-23T08:00:00+00:00"}
        answer = asked_for_a_person(wait, "da")
        assert answer.values("utter_wait_closed")["opens"] == "mandag den 23. november kl. 9.00"

    @pytest.mark.parametrize(
        "wait", [{}, {"minutes": None, "open": True}, {"minutes": 3, "open": False, "opens_at": None}]
    )
    def test_what_is_not_known_is_not_promised(self, wait: dict[str, Any]) -> None:
        assert asked_for_a_person(wait).said[-1] == "utter_wait_unknown"

    def test_whose_address_is_known_is_not_asked_for_it(self) -> None:
        wait = {"minutes": None, "open": True, "opens_at": None}
        assert asked_for_a_person(wait, contact_known=True).said[-1] == "utter_wait_soon"


class TestMoment:
    @pytest.mark.parametrize(
        ("language", "said"),
        [
            ("da", "lørdag den 4. juli kl. 14.05"),
            ("nb", "lørdag 4. juli kl. 14.05"),
            ("en", "Saturday 4 July at 14:05"),
        ],
    )
    def test_is_said_as_people_say_it_in_the_business_own_time(self, language: str, said: str) -> None:
        assert moment("2026-07-04T12:05:00+00:00", language, "Europe/Copenhagen") == said
