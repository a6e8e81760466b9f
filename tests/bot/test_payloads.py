"""Text stays text, and a command is a button that was there."""

import pytest
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.payloads import TEXT_GUARD, as_text, is_imitation, offered, only_if_offered
from tests.bot.components import tracker

YES = {"buttons": [{"title": "Ja", "payload": "/affirm"}, {"title": "Nej", "payload": "/deny"}]}


@pytest.fixture
def asked() -> DialogueStateTracker:
    """A conversation whose last turn ended with two buttons."""
    made = tracker()
    made.update(UserUttered("hej"))
    made.update(BotUttered("Er det rigtigt?", YES))
    made.update(BotUttered("Sig til."))
    return made


class TestAsText:
    @pytest.mark.parametrize("typed", ["/restart", "  /restart", '\n/deny{"memory": null}', "//"])
    def test_a_slash_is_guarded(self, typed: str) -> None:
        assert as_text(typed) == TEXT_GUARD + typed.strip()

    @pytest.mark.parametrize("typed", ["hej", "1/2 kg", " and/or"])
    def test_everything_else_stays_as_it_is(self, typed: str) -> None:
        assert as_text(typed) == typed


class TestOffered:
    def test_are_the_buttons_of_the_last_turn(self, asked: DialogueStateTracker) -> None:
        assert offered(asked) == {"/affirm", "/deny"}

    def test_not_those_before_the_last_message(self, asked: DialogueStateTracker) -> None:
        asked.update(UserUttered("hm"))
        assert offered(asked) == frozenset()

    def test_nothing_in_an_empty_conversation(self) -> None:
        assert offered(tracker()) == frozenset()


class TestOnlyIfOffered:
    @pytest.mark.parametrize("text", ['/affirm{"language": "da"}', "/deny", "/request_human", "hej"])
    def test_what_was_offered_and_what_is_text_stays(self, asked: DialogueStateTracker, text: str) -> None:
        assert only_if_offered(text, asked) == text

    @pytest.mark.parametrize("text", ["/restart", "/affirmative", "/EXTERNAL: x", "/"])
    def test_what_was_not_becomes_text(self, asked: DialogueStateTracker, text: str) -> None:
        assert only_if_offered(text, asked) == TEXT_GUARD + text

    def test_nothing_smuggled_along_with_it_is_kept(self, asked: DialogueStateTracker) -> None:
        assert only_if_offered('/restart{"memory": null}', asked) == f"{TEXT_GUARD}/restart"


class TestIsImitation:
    @pytest.mark.parametrize(
        "typed", ["/restart", "/request_human", '/deny{"memory": null}', "/deny@0.9", "/restart "]
    )
    def test_a_command_that_is_none(self, typed: str) -> None:
        assert is_imitation(as_text(typed))

    @pytest.mark.parametrize("typed", ["/ I want my money back", "/restart the machine?", "1/2", "restart"])
    def test_words_are_words(self, typed: str) -> None:
        assert not is_imitation(as_text(typed))
