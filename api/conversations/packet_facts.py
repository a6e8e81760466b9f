"""What the context packet is made of; each fact knows the message it leads to."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel

NeedStatus = Literal["heard", "confirmed", "rejected"]
OfferStatus = Literal["made", "accepted", "declined"]


class Who(BaseModel):
    """The visitor; ``tone`` is the catalog's advice on how to talk with this persona."""

    name: str | None
    language: str
    persona: str | None
    persona_label: str | None
    tone: str | None
    stage: str | None


class NeedFact(BaseModel):
    """One need with the words it was told in; ``seq`` is the visitor message."""

    need: str
    label: str
    status: NeedStatus
    quote: str | None
    seq: int | None


class Detail(BaseModel):
    """Purpose, priority, success or situation, in the visitor's words."""

    field: str
    quote: str | None
    seq: int | None


class AdviceFact(BaseModel):
    """Advice or a product that has been given already."""

    kind: Literal["advice", "product"]
    id: str
    label: str
    seq: int | None


class OfferFact(BaseModel):
    """One thing more that was offered, and what became of it."""

    offer: str
    label: str
    status: OfferStatus
    seq: int | None


class ComplaintFact(BaseModel):
    """What went wrong, in the customer's own words."""

    kind: str
    label: str
    matter: str | None
    product: str | None
    order_number: str | None
    quote: str | None
    seq: int | None
    details: list[Detail]


class MoodFact(BaseModel):
    """How the visitor felt from one message on."""

    mood: str
    seq: int | None


class JobFact(BaseModel):
    """The job behind the words: when …, I want to …, so that …; each part as far as it was told."""

    when: str | None
    want: str | None
    so_that: str | None
    priority: str | None
    seq: int | None


class EarlierFact(BaseModel):
    """An earlier conversation of the same customer; ``about`` is its complaint, else its need, in words.

    ``same_email`` means that only the e-mail address is the same: nobody has proven that it is the same person.
    """

    id: str
    created_at: datetime
    about: str | None
    complaint: bool
    escalation_reason: str | None
    resolution: str | None
    outcome: str | None
    rating: str | None
    same_email: bool = False
