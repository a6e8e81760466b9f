"""What the bot keeps in mind about one conversation, as one typed value in one slot.

It is working memory: enough to ask nothing twice and to sum up in the visitor's words. The full
record of the conversation is the api's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any


@dataclass
class Detail:
    """One answer of the discovery: which side of the need it tells, in the visitor's words."""

    field: str
    quote: str


@dataclass
class Case:
    """An open complaint, and which facts were asked for."""

    kind: str
    epoch: int
    matter: str | None = None
    product: str | None = None
    kind_of_product: bool = False  # said what kind of thing it is about, if not which one
    order_number: str | None = None
    outcome_told: bool = False
    asked: list[str] = field(default_factory=list)
    open_field: str | None = None

    @property
    def escalation_reason(self) -> str:
        """Why a person is needed: a customer about to leave comes before others."""
        return "churn_risk" if self.kind == "threaten_to_leave" else "complaint"


@dataclass
class Memory:
    """The state of one conversation, in the terms of the method."""

    needs: dict[str, str] = field(default_factory=dict)  # need id -> the words it was heard in
    details: list[Detail] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    confirmed: bool = False
    advised: list[str] = field(default_factory=list)
    stories: list[str] = field(default_factory=list)
    owner: bool = False
    products: list[str] = field(default_factory=list)
    wants_product: bool = False  # asked which product to choose, before the need was clear
    pending: str | None = None  # what to do once the visitor has said which product
    pending_text: str = ""
    offer: str | None = None
    offer_open: bool = False
    offers_stopped: bool = False
    case: Case | None = None
    offered_person_for: str | None = None
    offered_for_mood: bool = False
    mood: str = "calm"
    upset: int = 0  # annoyed or angry messages in a row
    said: dict[str, int] = field(default_factory=dict)  # response -> how often, less one
    asked_for_reference: bool = False
    misunderstood: int = 0
    stage: str = "orientation"
    persona: str | None = None
    name: str | None = None
    order_number: str | None = None
    contact_known: bool = False
    asked_why_elsewhere: bool = False
    briefed_in: int = 0  # the epoch in which a person last told what was settled

    @classmethod
    def load(cls, value: Mapping[str, Any] | None) -> Memory:
        """Rebuilds the memory from the slot; unknown keys of an older version are left out."""
        known = _known(cls, value or {})
        memory = cls(**known)
        memory.details = [Detail(**_known(Detail, detail)) for detail in known.get("details", [])]
        memory.case = Case(**_known(Case, known["case"])) if known.get("case") else None
        return memory

    def dump(self) -> dict[str, Any]:
        """The memory as plain data for the slot."""
        return asdict(self)

    def told(self) -> set[str]:
        """The sides of the need that the visitor has told."""
        return {detail.field for detail in self.details}

    def quote_of(self, side: str) -> str | None:
        """The latest words about one side of the need."""
        return next((detail.quote for detail in reversed(self.details) if detail.field == side), None)


def _known(kind: type, value: Mapping[str, Any]) -> dict[str, Any]:
    names = {one.name for one in fields(kind)}
    return {key: item for key, item in value.items() if key in names}
