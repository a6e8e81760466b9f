"""The shapes of customers and orders, as other systems write and read them."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

OrderStatus = Literal["placed", "sent", "delivered", "returned", "cancelled"]
# What counts as bought: not what came back or was never sent off.
COUNTED: tuple[OrderStatus, ...] = ("placed", "sent", "delivered")
Words = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00]+$")
]


class CustomerIn(BaseModel):
    """What the business says of a customer. What is left out stays; null takes it away.

    ``since`` is the day they became a customer, ``level`` the name of their level in a loyalty programme.
    """

    model_config = ConfigDict(extra="forbid")

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    since: date | None = None
    level: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)] | None = None


class ItemIn(BaseModel):
    """One line of an order; ``product`` is its id in the catalog, where it has one."""

    model_config = ConfigDict(extra="forbid")

    name: Words
    quantity: int = Field(default=1, ge=1, le=10_000)
    product: Words | None = None


class OrderIn(BaseModel):
    """An order as it stands now; the same number again replaces it."""

    model_config = ConfigDict(extra="forbid")

    placed_at: AwareDatetime
    status: OrderStatus
    total: Decimal = Field(ge=0, le=Decimal("99999999.99"), decimal_places=2, examples=["2299.00"])
    currency: str = Field(pattern=r"^[A-Z]{3}$", examples=["DKK"])
    items: list[ItemIn] = Field(default_factory=list, max_length=200)


class OrderOut(OrderIn):
    """An order with its number."""

    number: str


class Value(BaseModel):
    """What was bought and kept in one currency: in all, and in the last 365 days."""

    currency: str
    total: Decimal
    last_year: Decimal


class HistoryOut(BaseModel):
    """A customer's past with the business; ``orders`` counts what was bought and kept, ``newest`` shows all kinds."""

    since: date | None
    level: str | None
    orders: int
    value: list[Value]
    newest: list[OrderOut]
