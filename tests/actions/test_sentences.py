"""Sentences: cut where they end, and not after an abbreviation."""

import pytest

from actions.sentences import sentences


class TestSentences:
    @pytest.mark.parametrize(
        ("text", "parts"),
        [
            ("Kaffe. Om morgenen! Ja?", ["Kaffe.", "Om morgenen!", "Ja?"]),
            ("stille; hurtig\nog nem\n\n", ["stille;", "hurtig", "og nem"]),
            ("Fra kl. 23 til ca. 6. Så sover vi.", ["Fra kl. 23 til ca. 6.", "Så sover vi."]),
            ("te, f.eks. grøn", ["te, f.eks. grøn"]),
            ("1.299 kr. er for meget", ["1.299 kr. er for meget"]),
            ("brews, e.g. in the morning", ["brews, e.g. in the morning"]),
            ("  ", []),
        ],
    )
    def test_are_the_parts_of_a_message(self, text: str, parts: list[str]) -> None:
        assert sentences(text) == parts
