"""What a business tells its chatbot, as types.

These classes are also the schema: the reader derives from their fields which keys a catalog file has,
and from the `Annotated` marks what a value must look like. A new key is one line here.

Text is a mapping from language to wording, `product.name["da"]`; cues are a mapping from language to
phrases; prices are whole kroner by currency.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Annotated, Literal

from bot.catalog.marks import AtMost, CueLists, Keys, Match, Refers, StepLists, Words

LANGUAGES = ("da", "nb", "en")
CURRENCIES = ("DKK", "NOK")
BARRIERS = ("trust", "security", "price", "difficulty", "no_advantage")
SERVICE_TOPICS = (
    "order_status",
    "delivery_info",
    "return_exchange",
    "payment_invoice",
    "change_order",
    "contact_info",
    "ask_price",
    "privacy_question",
    "cancel_relationship",
    "ask_addon",
)
COMPLAINTS = (
    "complain_delivery",
    "complain_product",
    "complain_wrong_item",
    "complain_service",
    "complain_billing",
    "complain_other",
    "threaten_to_leave",
)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Id = Annotated[str, Match(r"[a-z0-9]+(-[a-z0-9]+)*", "an id: small letters, digits and single hyphens")]
Text = Annotated[Mapping[str, str], Words()]
Question = Annotated[Mapping[str, str], Words(question=True)]
Cues = Annotated[Mapping[str, tuple[str, ...]], CueLists()]
SomeCues = Annotated[Mapping[str, tuple[str, ...]], CueLists(at_least=1)]
Steps = Annotated[Mapping[str, tuple[str, ...]], StepLists(at_least=2, at_most=4)]
Money = Annotated[Mapping[str, int], Keys(CURRENCIES)]
NeedIds = Annotated[tuple[str, ...], Refers("needs.yml")]
PersonaIds = Annotated[tuple[str, ...], Refers("personas.yml")]
ProductIds = Annotated[tuple[str, ...], Refers("products.yml")]

Driver = Literal["content", "customization", "community", "convenience", "choice", "cost"]
AskField = Literal["order_number", "product", "what_happened", "wanted_outcome"]


@dataclass(frozen=True, kw_only=True)
class Contact:
    """How to reach the business outside the chat."""

    email: Annotated[str, Match(r"[^@\s]+@[^@\s]+\.[^@\s]+", "an e-mail address")]
    phone: str
    address: Text


@dataclass(frozen=True, kw_only=True)
class Messages:
    """What the chat says on behalf of the business around a conversation."""

    unavailable: Text
    unavailable_person: Text
    person_joined: Annotated[Mapping[str, str], Words(placeholder="{name}")]
    handed_back: Text
    queued: Text
    closed: Text
    rate_question: Question
    rated_good: Text
    rated_bad: Text
    too_long: Text


@dataclass(frozen=True, kw_only=True)
class OrderNumber:
    """What an order number looks like (a regular expression, upper and lower case alike).

    It may be any number by which people are found: of an order, a customer, a case. `ask` asks for it.
    """

    pattern: str
    example: str
    ask: Question


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """Categories of products that stand together on the demo page."""

    title: Text
    categories: tuple[Id, ...]


@dataclass(frozen=True, kw_only=True)
class Business:
    """Who the bot speaks for; `next_step` is how a visitor who has decided goes on from here.

    `vat` tells whether the prices include it; products on no shelf stand together under the last one.
    """

    name: str
    demo: bool
    accent: Annotated[str, Match(r"#[0-9a-fA-F]{6}", 'a colour such as "#2f5d50", in quotes')]
    default_language: Literal["da", "nb", "en"]
    currency: Annotated[Mapping[str, Literal["DKK", "NOK"]], Keys(LANGUAGES)]
    order_number: OrderNumber
    bot_name: Text
    tagline: Text
    greeting: Question
    contact: Contact
    next_step: Text
    privacy: Text
    messages: Messages
    vat: Literal["included", "excluded"] = "included"
    shelves: tuple[Shelf, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A fact about the business or a product, and the cues by which the question for it is known."""

    id: Id
    cues: Cues
    text: Text


@dataclass(frozen=True, kw_only=True)
class Product:
    """Something sold; `stock_days` is 0 when it is in stock, else the days until it is.

    It is null for what has no stock, such as a service; `per` is how often a price comes back.
    """

    id: Id
    category: Id
    price: Money
    audience: tuple[Literal["private", "office"], ...]
    stock_days: int | None
    name: Text
    short: Text
    choose_if: Text
    facts: tuple[Answer, ...]
    cues: SomeCues
    needs: NeedIds
    per: Literal["month", "year"] | None = None


@dataclass(frozen=True, kw_only=True)
class Need:
    """What customers want to achieve, whatever the product; `driver` is why they would buy it here."""

    id: Id
    label: Text
    summary: Text
    cues: SomeCues
    personas: PersonaIds
    driver: Driver


@dataclass(frozen=True, kw_only=True)
class Advice:
    """How a customer succeeds; `wider` is what the same advice gets them beyond what they asked for."""

    id: Id
    needs: NeedIds
    owner: Literal["new", "owner", "both"]
    personas: PersonaIds
    products: ProductIds
    cues: Cues
    text: Text
    steps: Steps
    wider: Text
    story: Annotated[str | None, Refers("stories.yml")]


@dataclass(frozen=True, kw_only=True)
class Story:
    """How another customer did it, without anybody's name."""

    id: Id
    needs: NeedIds
    personas: PersonaIds
    text: Text


@dataclass(frozen=True, kw_only=True)
class AddedValue:
    """One thing more that a customer did not expect; `price` is null when it is free."""

    id: Id
    kind: Literal["tip", "course", "invitation", "service", "use_more", "product"]
    needs: NeedIds
    personas: PersonaIds
    price: Money | None
    product: Annotated[str | None, Refers("products.yml")]
    text: Question
    accepted: Text


@dataclass(frozen=True, kw_only=True)
class BarrierFact:
    """A fact that meets a reason not to buy, and an open question after it."""

    id: Id
    cues: Cues
    text: Text
    question: Question


@dataclass(frozen=True, kw_only=True)
class Persona:
    """A type of customer; `tone` is advice to staff."""

    id: Id
    market: Literal["B2C", "B2B"]
    label: Text
    cues: SomeCues
    needs: NeedIds
    tone: Text
    service_level: str


@dataclass(frozen=True, kw_only=True)
class Matter:
    """What exactly went wrong, as a noun phrase that a sentence of thanks can be about.

    `next` is what a person does about it, null where the complaint's own holds.
    """

    id: Id
    cues: Cues
    matter: Text
    next: Text | None = None


@dataclass(frozen=True, kw_only=True)
class Complaint:
    """How one kind of complaint is received: what to ask for, and what a person does next."""

    label: Text
    ask: Annotated[tuple[AskField, ...], AtMost(2)]
    next: Text
    matters: tuple[Matter, ...]


@dataclass(frozen=True, kw_only=True)
class ServiceLevel:
    """How quickly customers are to be answered and helped."""

    first_response_seconds: int
    next_response_seconds: int
    resolution_minutes: int


@dataclass(frozen=True, kw_only=True)
class Recovery:
    """In how many working days a complaint is solved, and how many days later the customer is asked how it went."""

    solve_working_days: int = 2
    follow_up_days: int = 5


@dataclass(frozen=True, kw_only=True)
class ServiceLevels:
    """Service levels per channel; `levels` are those of the chat by a persona's service level.

    When `warn_percent` of a promised time has passed, people are warned. A wait of `long_wait_minutes` or more is
    long: the visitor is offered an answer by e-mail.
    """

    chat: ServiceLevel
    phone: ServiceLevel
    social: ServiceLevel
    email: ServiceLevel
    levels: Annotated[Mapping[str, ServiceLevel], Keys(("standard", "priority"))]
    warn_percent: int = 75
    long_wait_minutes: int = 15
    recovery: Recovery = Recovery()


@dataclass(frozen=True, kw_only=True)
class ClosedDay:
    """A day on which nobody is at work, besides the public holidays."""

    date: date
    name: Text


@dataclass(frozen=True, kw_only=True)
class Hours:
    """When people are at work, in the business's own time zone; a weekday without hours is closed.

    Hours that end before they begin end on the next day ("22:00" to "06:00"); "24:00" is the end of the day.
    """

    timezone: str
    weekly: Annotated[Mapping[str, tuple[time, time] | None], Keys(WEEKDAYS)]
    holidays: tuple[Annotated[str, Match(r"[A-Z]{2}", "a country code such as DK")], ...]
    closed: tuple[ClosedDay, ...]
    text: Text


@dataclass(frozen=True, kw_only=True)
class Catalog:
    """Everything one business has told, checked; mappings keep the order of the files."""

    business: Business
    products: Mapping[str, Product]
    needs: Mapping[str, Need]
    advice: Mapping[str, Advice]
    stories: Mapping[str, Story]
    added_value: Mapping[str, AddedValue]
    barriers: Annotated[Mapping[str, tuple[BarrierFact, ...]], Keys(BARRIERS)]
    personas: Mapping[str, Persona]
    service: Annotated[Mapping[str, tuple[Answer, ...]], Keys(SERVICE_TOPICS)]
    complaints: Annotated[Mapping[str, Complaint], Keys(COMPLAINTS)]
    service_levels: ServiceLevels
    hours: Hours
