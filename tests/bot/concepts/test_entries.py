"""How an author writes what stands for a concept."""

import pytest

from bot.concepts.entries import EntryError, Form, Part, parse_entry, tokens


class TestParseEntry:
    @pytest.mark.parametrize(
        ("written", "form", "text"),
        [
            ("pakke", Form.EXACT, "pakke"),
            ("forsink*", Form.BEGINS, "forsink"),
            ("*pakken", Form.ENDS, "pakken"),
            ("*gebyr*", Form.WITHIN, "gebyr"),
            ("Kværn", Form.EXACT, "kvaern"),
            ("€", Form.EXACT, "€"),
        ],
    )
    def test_reads_a_word_or_stem(self, written: str, form: Form, text: str) -> None:
        assert parse_entry(written) == (Part(form, text),)

    def test_reads_words_that_stand_together(self) -> None:
        assert parse_entry("don't give up") == (
            Part(Form.EXACT, "don"), Part(Form.EXACT, "t"), Part(Form.EXACT, "give"), Part(Form.EXACT, "up"),
        )  # fmt: skip

    @pytest.mark.parametrize("gap", ["…", "..."])
    def test_reads_room_between_words(self, gap: str) -> None:
        assert parse_entry(f"sell {gap} kidney*") == (
            Part(Form.EXACT, "sell"), Part(Form.BEGINS, "kidney", gap=4),
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("written", "why"),
        [
            ("", "is empty"),
            ("ab*", "would match too much"),
            ("*x", "would match too much"),
            ("sell …", "both sides"),
            ("… kidney", "is empty"),
            ("hello?", "no part of a word"),
        ],
    )
    def test_refuses_what_cannot_be_meant(self, written: str, why: str) -> None:
        with pytest.raises(EntryError, match=why):
            parse_entry(written)


def test_tokens_are_the_folded_words_without_signs() -> None:
    assert tokens("Hvor er KVÆRNEN?! 👍 e-mail") == ["hvor", "er", "kvaernen", "👍", "e", "mail"]
