"""What the classifier sees of a message."""

import numpy as np
import pytest

from bot.intents.features import learn_block, letters, matrix, words
from bot.intents.wordroots import root


class TestNGrams:
    def test_words_come_alone_and_in_pairs_with_signs(self) -> None:
        assert words("hvor er den?") == ["hvor", "er", "den", "?", "hvor er", "er den", "den ?"]

    def test_letters_stay_within_words_and_know_their_edges(self) -> None:
        found = letters("to og")
        assert " to" in found
        assert " to " in found
        assert "o o" not in found


class TestRoot:
    @pytest.mark.parametrize(
        ("danish", "norwegian"),
        [
            ("hvad", "vad"),
            ("kaebe", "kaepe"),
            ("bage", "bake"),
            ("kvittering", "quittering"),
            ("pakkerne", "pakkene"),
        ],
    )
    def test_brings_spellings_of_two_languages_together(self, danish: str, norwegian: str) -> None:
        assert root(danish) == root(norwegian)

    @pytest.mark.parametrize(("one", "other"), [("kaffe", "kasse"), ("hund", "hval")])
    def test_keeps_words_apart(self, one: str, other: str) -> None:
        assert root(one) != root(other)


class TestBlock:
    MESSAGES = (["a", "b"], ["a", "c"], ["a"])

    def test_rows_have_the_weight_as_their_length(self) -> None:
        block = learn_block(self.MESSAGES, weight=0.5)
        _, values = block.row(["a", "b", "b"])
        assert np.linalg.norm(values) == pytest.approx(0.5)

    def test_what_is_rare_weighs_more(self) -> None:
        block = learn_block(self.MESSAGES, weight=1.0)
        columns, values = block.row(["a", "b"])
        by_feature = dict(zip(columns, values, strict=True))
        assert by_feature[block.columns["b"]] > by_feature[block.columns["a"]]

    def test_a_fixed_scale_lets_more_say_more(self) -> None:
        block = learn_block(self.MESSAGES, weight=1.0, fixed=True)
        one, two = (np.linalg.norm(block.row(found)[1]) for found in (["a"], ["a", "b"]))
        assert two > one

    def test_what_is_too_rare_or_unknown_counts_for_nothing(self) -> None:
        block = learn_block(self.MESSAGES, weight=1.0, rarest=2)
        columns, values = block.row(["b", "c", "d"])
        assert len(columns) == len(values) == 0

    def test_a_matrix_has_the_same_rows(self) -> None:
        block = learn_block(self.MESSAGES, weight=1.0)
        rows = matrix(block, [*self.MESSAGES, []]).toarray()
        columns, values = block.row(self.MESSAGES[1])
        assert rows.shape == (4, 3)
        assert rows[1, columns] == pytest.approx(values)
        assert not rows[3].any()
