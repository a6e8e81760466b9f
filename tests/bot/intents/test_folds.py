"""Near-duplicates stay together, labels are spread."""

import numpy as np

from bot.intents.folds import fold_of, near_duplicates


class TestNearDuplicates:
    def test_messages_that_share_most_words_are_one_group(self) -> None:
        groups = near_duplicates(
            [
                "min grå pakke er ikke kommet",
                "min pakke er ikke kommet",
                "min gule kat sover",
                "👍",
                "👎",
                "👍",
            ]
        )
        assert groups[0] == groups[1]
        assert groups[0] != groups[2]
        assert groups[3] == groups[5]
        assert groups[3] != groups[4]


class TestFoldOf:
    def test_groups_stay_whole_and_labels_are_spread(self) -> None:
        labels = np.repeat(np.arange(4), 30)
        groups = np.arange(120) // 2
        folds = fold_of(labels, groups, 3)
        assert (folds[::2] == folds[1::2]).all()
        for label in range(4):
            assert set(np.bincount(folds[labels == label])) == {10}
