"""Cues: what they find in what people write, and what they leave alone."""

import pytest

from bot.catalog import any_cue, find_cue, words


class TestWords:
    def test_are_runs_of_letters_and_digits_in_one_spelling(self) -> None:
        assert words("Min E-mail, KH-10482: blå/RØD!") == ["min", "e", "mail", "kh", "10482", "bla", "rod"]

    def test_of_nothing(self) -> None:
        assert words(" ?! ") == []


class TestFindCue:
    @pytest.mark.parametrize(
        ("cue", "text", "place"),
        [
            ("grinder", "my grinder is loud", (1, 2)),
            ("afkalk*", "hvordan skal jeg afkalke den", (3, 4)),
            ("*kværn", "en espressokværn", (1, 2)),
            ("goes cold", "it goes much too soon cold", (1, 6)),
            ("keep* hot", "keep that one thing, it keeps hot", (5, 7)),
            ("e mail", "send an e-mail", (2, 4)),
        ],
    )
    def test_finds(self, cue: str, text: str, place: tuple[int, int]) -> None:
        assert find_cue(cue, words(text)) == place

    @pytest.mark.parametrize(
        ("cue", "text"),
        [
            ("grinder", "grinders"),
            ("*kværn", "kværnen"),
            ("goes cold", "cold it goes"),
            ("goes cold", "it goes one two three four cold"),
            ("grinder", ""),
        ],
    )
    def test_does_not_find(self, cue: str, text: str) -> None:
        assert find_cue(cue, words(text)) is None

    def test_any_of_several(self) -> None:
        assert any_cue(["quiet*", "silent"], words("As quietly as can be"))
        assert not any_cue([], words("quiet"))
