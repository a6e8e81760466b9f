"""What the console is told about cases, and what it sends."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from api.recovery.queries import Counted
from api.recovery.vocabulary import Step

Standing = Literal["done", "overdue", "due_today", "open"]


@dataclass(frozen=True, kw_only=True)
class StepOut:
    """One step; ``what`` is the cause, the solution or what the customer said, in words."""

    step: Step
    label: str
    standing: Standing
    due: date | None
    done_at: datetime | None
    what: str | None


@dataclass(frozen=True, kw_only=True)
class CaseOut:
    """One case as a list shows it; ``next_step`` is the first that is not done."""

    id: int
    conversation_id: str
    conversation_state: str
    customer: str | None
    language: str
    kind: str
    kind_label: str
    matter: str | None
    matter_label: str | None
    product: str | None
    product_label: str | None
    owner_id: int | None
    owner: str | None
    mine: bool
    created_at: datetime
    closed_at: datetime | None
    reopened: int
    cause_id: int | None
    cause: str | None
    solution: str | None
    outcome: str | None
    steps: list[StepOut]
    next_step: Step | None
    due: date | None
    overdue: bool
    due_today: bool
    letters: int


@dataclass(frozen=True, kw_only=True)
class Happened:
    """Something in the life of a case, told by ``line`` if at all; ``text`` is the letter where one was sent."""

    type: str
    subject: str | None
    by: str | None
    line: str | None
    at: datetime
    seq: int
    text: str | None


@dataclass(frozen=True, kw_only=True)
class CaseInFull:
    """One case with the customer's words, what happened since, and what one may do with it.

    ``by_email`` tells whether a letter can go by e-mail; ``may`` are the calls that make sense now.
    """

    case: CaseOut
    quote: str | None
    quote_seq: int | None
    number: str | None
    wish: str | None
    angry: bool
    by_chat: bool
    by_email: bool
    may: list[str]
    history: list[Happened]


@dataclass(frozen=True, kw_only=True)
class Cases:
    """A list of cases; ``total`` is how many there are of this sort, ``counts`` and ``mine`` those of every sort."""

    cases: list[CaseOut]
    total: int
    counts: Mapping[Counted, int]
    mine: Mapping[Counted, int]


@dataclass(frozen=True, kw_only=True)
class Pressing:
    """What somebody has to do now, the latest first; nobody's cases have no owner."""

    owner_id: int | None
    owner: str | None
    overdue: list[CaseOut]
    due_today: list[CaseOut]
