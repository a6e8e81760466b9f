"""Messages as chains of senses."""

from bot.concepts import Match
from bot.intents.senses import senses


class TestSenses:
    def test_a_known_word_stands_for_its_sense_and_another_for_its_root(self) -> None:
        found = senses(["ingen", "ringede", "igen"], [Match("nobody", 0, 1), Match("again", 2, 3)])
        assert found == ["nobody", "again", "nobody ring", "ring again"]

    def test_of_two_that_begin_at_a_word_the_longer_takes_the_place(self) -> None:
        found = senses(["give", "up", "now"], [Match("surrender", 0, 2), Match("hand_over", 0, 1)])
        assert found == ["surrender", "hand_over", "surrender now"]

    def test_nothing_said_has_none(self) -> None:
        assert senses([], []) == []

    def test_two_languages_make_one_chain(self) -> None:
        english = senses(["nobody", "rang"], [Match("nobody", 0, 1), Match("ring", 1, 2)])
        danish = senses(["ingen", "har", "ringet"], [Match("nobody", 0, 2), Match("ring", 2, 3)])
        assert english == danish
