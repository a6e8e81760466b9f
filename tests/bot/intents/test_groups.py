"""First whether a message complains at all, then which intent it has."""

from bot.intents.groups import COMPLAINTS, group_first


class TestGroupFirst:
    def test_complaints_that_are_likely_together_come_before_the_likeliest_other(self) -> None:
        ranking = [
            ("order_status", 0.4),
            ("complain_delivery", 0.3),
            ("complain_service", 0.2),
            ("thank", 0.1),
        ]
        assert [name for name, _ in group_first(ranking)] == [
            "complain_delivery", "complain_service", "order_status", "thank",
        ]  # fmt: skip

    def test_one_that_stands_alone_and_unlikely_comes_after_them(self) -> None:
        ranking = [("threaten_to_leave", 0.4), ("goodbye", 0.35), ("cancel_relationship", 0.25)]
        assert group_first(ranking)[0] == ("goodbye", 0.35)

    def test_labels_of_others_stay_as_they_are(self) -> None:
        ranking = [("card_arrival", 0.6), ("lost_card", 0.4)]
        assert not {name for name, _ in ranking} & COMPLAINTS
        assert group_first(ranking) == ranking
