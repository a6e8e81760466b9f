"""What customers have bought, as the business's own shop system tells it."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base, Facts, UtcDateTime, now

_BigId = BigInteger().with_variant(Integer(), "sqlite")


class Order(Base):
    """One order, as it stands now.

    ``total_cents`` is in hundredths of ``currency``; ``items`` are ``{"name", "quantity", "product"?}``, where
    ``product`` is an id of the catalog.
    """

    __tablename__ = "orders"
    __table_args__ = (
        CheckConstraint("status IN ('placed', 'sent', 'delivered', 'returned', 'cancelled')", name="status"),
        Index("ix_orders_customer_id_placed_at", "customer_id", "placed_at"),
    )

    id: Mapped[int] = mapped_column(_BigId, primary_key=True)
    number: Mapped[str] = mapped_column(String(80), unique=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id", ondelete="CASCADE"))
    placed_at: Mapped[datetime] = mapped_column(UtcDateTime())
    status: Mapped[str] = mapped_column(String(10))
    total_cents: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    items: Mapped[list[dict[str, Any]]] = mapped_column(Facts, default=list)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime(), default=now, onupdate=now)
