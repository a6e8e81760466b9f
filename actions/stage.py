"""The customer's journey: which stage a message shows them to be in."""

from __future__ import annotations

STAGES = ("orientation", "evaluation", "decision", "experience")

_SHOWN_BY = {
    "evaluation": {
        "ask_recommendation", "compare_options", "ask_product_info", "ask_price", "ask_customer_story",
        "ask_addon", "barrier_trust", "barrier_security", "barrier_price", "barrier_difficulty",
        "barrier_no_advantage",
    },
    "decision": {"delivery_info", "payment_invoice"},
    "experience": {
        "order_status", "return_exchange", "change_order", "ask_usage_advice", "cancel_relationship",
        "complain_delivery", "complain_product", "complain_wrong_item", "complain_service",
        "complain_billing", "threaten_to_leave", "praise",
    },
}  # fmt: skip
_STAGE_OF = {intent: stage for stage, intents in _SHOWN_BY.items() for intent in intents}


def stage_after(stage: str, intent: str) -> str:
    """The stage after a message: it goes forward, and back only from a decision to comparing again."""
    shown = _STAGE_OF.get(intent)
    if shown is None:
        return stage
    if stage == "decision" and shown == "evaluation":
        return "evaluation"
    return max(stage, shown, key=STAGES.index)
