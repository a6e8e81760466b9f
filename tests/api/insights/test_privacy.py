"""What marketers read names nobody."""

import pytest

from api.insights.privacy import masked, pseudonym

WORDS = {"email": "e-mail", "number": "number", "address": "address", "name": "name"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Write to mette@example.org, please", "Write to [e-mail], please"),
        ("mette.s@mail.example.", "[e-mail]."),
        ("Call 22 33 44 55 or +45 22334455", "Call [number] or [number]"),
        ("0047 912 34 567", "[number]"),
        ("Card 4571 0000 0000 0000 here", "Card [number] here"),
        ("Jeg er 010190-1234", "Jeg er [number]"),
        ("Send den til Vesterbrogade 12 B, tak", "Send den til [address], tak"),
        ("Bor i Storgata 7", "Bor i [address]"),
    ],
)
def test_contact_details_are_taken_out(text: str, shown: str) -> None:
    assert masked(text, words=WORDS) == shown


@pytest.mark.parametrize(
    "text",
    [
        "It cost 1.299 kr. on 21.11.2026",
        "Order KH-10482 of 2026-11-21",
        "18 g in 25 seconds at 93 degrees",
        "We are 12 at the office",
    ],
)
def test_ordinary_figures_stay(text: str) -> None:
    assert masked(text, words=WORDS) == text


class TestNames:
    def test_the_whole_name_and_its_parts_go_in_any_case(self) -> None:
        text = "I am mette sørensen. Hi Mette, Sørensens order is here"
        assert masked(text, names=["Mette Sørensen"], words=WORDS) == (
            "I am [name]. Hi [name], [name]s order is here"
        )

    def test_a_name_within_a_word_stays(self) -> None:
        assert masked("The boat of Bo", names=["Bo"], words=WORDS) == "The boat of [name]"

    def test_signs_in_a_name_are_only_signs(self) -> None:
        assert masked("(a+ is here", names=["(a+"], words=WORDS) == "[name] is here"


class TestPseudonym:
    def test_a_customer_is_the_same_in_every_conversation(self) -> None:
        one = pseudonym("s", customer_id=7, conversation_id="a")
        assert one == pseudonym("s", customer_id=7, conversation_id="b")
        assert len(one) == 5

    def test_guests_customers_and_installations_differ(self) -> None:
        found = {
            pseudonym("s", customer_id=7, conversation_id="a"),
            pseudonym("s", customer_id=8, conversation_id="a"),
            pseudonym("s", customer_id=None, conversation_id="a"),
            pseudonym("s", customer_id=None, conversation_id="b"),
            pseudonym("t", customer_id=7, conversation_id="a"),
        }
        assert len(found) == 5
