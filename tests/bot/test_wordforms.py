"""One spelling for what people spell in many ways."""

import pytest

from bot.catalog import fold
from bot.wordforms import normalise


class TestFold:
    @pytest.mark.parametrize(
        ("typed", "folded"),
        [
            ("Kværn", "kvaern"),
            ("KVAERN", "kvaern"),
            ("gør", "gor"),
            ("goer", "gor"),
            ("gor", "gor"),
            ("på", "pa"),
            ("paa", "pa"),
            ("fårslag", "farslag"),
            ("café", "cafe"),
            ("Größe", "grosse"),
            ("ﬁlter", "filter"),
            ("a\u030a", "a"),
        ],
    )
    def test_brings_the_forms_together(self, typed: str, folded: str) -> None:
        assert fold(typed) == folded

    @pytest.mark.parametrize(("one", "other"), [("bønner", "banner"), ("mål", "mel"), ("lær", "lår")])
    def test_keeps_different_words_apart(self, one: str, other: str) -> None:
        assert fold(one) != fold(other)


class TestNormalise:
    @pytest.mark.parametrize(
        ("typed", "read"),
        [
            ("HEEEEJ!!!!!", "heej!!"),
            ("hej!", "hej!"),
            ("jaaaa...", "jaa.."),
            ("min ordre KH-10482 og kh10483", "min 0000 og 0000"),
            ("ring 20123456", "ring 0000"),
            ("12 kopper i 2024", "12 kopper i 0000"),
        ],
    )
    def test_reads_past_moods_and_numbers(self, typed: str, read: str) -> None:
        assert normalise(typed) == read


class TestOrderNumbers:
    @pytest.mark.parametrize(
        "typed",
        ["KH-10045", "order 10045", "Order no. 10045", "ordrenr. 10045", "#10045", "bestilling 10045"],
    )
    def test_however_it_is_called_it_reads_the_same(self, typed: str) -> None:
        assert normalise(f"my grinder broke, {typed}, help") == "my grinder broke, 0000, help"
