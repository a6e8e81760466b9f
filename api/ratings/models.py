"""When visitors were last seen."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from api.db import Base, UtcDateTime


class VisitorSighting(Base):
    """When somebody last had an ended conversation open in the widget, give or take two minutes."""

    __tablename__ = "visitor_sightings"

    conversation_id: Mapped[str] = mapped_column(
        String(32), ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime())
