"""Greetings with something after them."""

import pytest

from bot.intents.greeting import after_greeting, says_more


class TestAfterGreeting:
    @pytest.mark.parametrize(
        ("text", "rest"),
        [
            ("hej jeg hedder Bo, min vægt er gået i stykker", "min vægt er gået i stykker"),
            ("Hello!\nwhere on earth is my parcel", "where on earth is my parcel"),
            ("hei - kverna lager en rar lyd", "kverna lager en rar lyd"),
            ("hello, anybody there?", None),
            ("hi there", None),
            ("", None),
        ],
    )
    def test_is_what_stands_after_the_first_break_if_it_is_long_enough(
        self, text: str, rest: str | None
    ) -> None:
        assert after_greeting(text) == rest


class TestSaysMore:
    @pytest.mark.parametrize(
        ("intent", "likelihood", "more"),
        [("complain_product", 0.6, True), ("complain_product", 0.4, False), ("chitchat", 0.9, False)],
    )
    def test_only_what_is_likely_and_no_courtesy(self, intent: str, likelihood: float, more: bool) -> None:
        assert says_more([(intent, likelihood)]) is more
