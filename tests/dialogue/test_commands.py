"""Only a button that is there is a command; what a visitor types, or sends past the buttons, is text."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import Installation
from tests.dialogue.visitor import Visitor

TYPED = [
    "/restart",
    " /request_human",
    '/request_human{"language": "da"}',
    "/delete_my_data",
    "/session_start",
]


@pytest.fixture
def visitor(installation: Installation) -> Iterator[Visitor]:
    made = Visitor(installation.address, "en")
    yield made
    made.close()


class TestTyped:
    @pytest.mark.parametrize("text", TYPED)
    def test_it_commands_nothing_and_is_answered(self, visitor: Visitor, text: str) -> None:
        reaction = visitor.says_text(text)
        assert reaction.said
        assert reaction.state == "bot"
        assert {kind for kind, _ in reaction.events} <= {"not_understood"}

    def test_it_is_kept_as_it_was_typed(self, visitor: Visitor) -> None:
        visitor.says_text("/restart")
        assert [one["text"] for one in visitor.history() if one["author"] == "visitor"] == ["/restart"]

    def test_what_is_open_stays_open(self, visitor: Visitor) -> None:
        visitor.says_text("I want quieter coffee mornings")
        visitor.says_text("/restart")
        reaction = visitor.says_text("that it is quick")
        assert ("not_understood", None) not in reaction.events


class TestPayload:
    def test_one_that_no_button_had_commands_nothing(self, visitor: Visitor) -> None:
        reaction = visitor.says("/restart")
        assert reaction.said
        assert {kind for kind, _ in reaction.events} <= {"not_understood"}

    def test_the_way_to_a_person_is_always_there(self, visitor: Visitor) -> None:
        assert visitor.says("/request_human").state == "queued"

    def test_one_that_a_button_had_is_a_command_once(self, visitor: Visitor) -> None:
        visitor.says_text("/hlorp")
        asked = visitor.says_text("/grumf")
        assert asked.buttons
        assert visitor.says("/affirm").state == "queued"
