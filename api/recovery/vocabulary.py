"""The words a case is told in: its steps, how it was solved, what came of it."""

from typing import Literal

Step = Literal["thank", "cause", "solve", "follow_up"]
Channel = Literal["chat", "email"]
Solution = Literal["refunded", "replaced", "repaired", "explained", "apologised", "other"]
Outcome = Literal["happy", "unhappy", "silent"]
STEPS: tuple[Step, ...] = ("thank", "cause", "solve", "follow_up")

# Told in general terms; what is told later about the same matter says what it is.
VAGUE = frozenset({"complain_other", "threaten_to_leave"})
# Who came across these was treated badly, whatever they feel about it.
TREATED_BADLY = frozenset({"complain_service"})
# These are ours to put right.
OUR_FAULT = frozenset({"complain_delivery", "complain_product", "complain_wrong_item", "complain_billing"})
