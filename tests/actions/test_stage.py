"""The customer's journey goes forward, and from a decision back to comparing."""

import pytest

from actions.stage import STAGES, stage_after


class TestStageAfter:
    @pytest.mark.parametrize(
        ("before", "intent", "after"),
        [
            ("orientation", "state_need", "orientation"),
            ("orientation", "ask_price", "evaluation"),
            ("orientation", "delivery_info", "decision"),
            ("evaluation", "greet", "evaluation"),
            ("evaluation", "payment_invoice", "decision"),
            ("evaluation", "complain_product", "experience"),
            ("decision", "barrier_trust", "evaluation"),
            ("decision", "state_need", "decision"),
            ("decision", "order_status", "experience"),
        ],
    )
    def test_follows_what_is_asked(self, before: str, intent: str, after: str) -> None:
        assert stage_after(before, intent) == after

    @pytest.mark.parametrize("intent", ["ask_price", "delivery_info", "greet", "praise"])
    def test_who_has_bought_stays_a_customer(self, intent: str) -> None:
        assert stage_after(STAGES[-1], intent) == "experience"
