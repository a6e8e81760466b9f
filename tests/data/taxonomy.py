"""The intents that the bot, the console and the insights share; a label is never renamed silently."""

INTENTS = frozenset(
    {
        # small talk
        "greet", "goodbye", "thank", "affirm", "deny", "chitchat", "bot_challenge", "out_of_scope",
        # needs discovery
        "state_need", "state_priority", "unsure", "correct_summary",
        # advice and choice
        "ask_recommendation", "compare_options", "ask_product_info", "ask_price", "ask_usage_advice",
        "ask_customer_story", "ask_addon", "stop_offers",
        # barriers to buying
        "barrier_trust", "barrier_security", "barrier_price", "barrier_difficulty", "barrier_no_advantage",
        # orders and service
        "order_status", "delivery_info", "return_exchange", "payment_invoice", "change_order", "contact_info",
        # complaints
        "complain_delivery", "complain_product", "complain_wrong_item", "complain_service",
        "complain_billing", "complain_other",
        # the relationship
        "threaten_to_leave", "cancel_relationship", "bought_elsewhere", "praise", "give_idea",
        # control and privacy
        "request_human", "privacy_question", "delete_my_data", "change_language", "restart", "rate",
    }
)  # fmt: skip
# What the dialogue decides and nobody trains.
DECIDED = frozenset({"answer", "nlu_fallback"})
ENTITIES = frozenset({"product", "need", "order_number", "person_name", "email", "phone", "amount", "date"})
