"""What has been sent already."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from api.mail.models import OutgoingMail

KIND = "transcript"


async def sent_since(session: AsyncSession, conversation_id: str, moment: datetime) -> list[datetime]:
    """When transcripts of a conversation were put into the outbox since ``moment``, the newest first."""
    query = select(OutgoingMail.created_at).where(
        OutgoingMail.conversation_id == conversation_id,
        OutgoingMail.kind == KIND,
        OutgoingMail.created_at > moment,
    )
    return list((await session.scalars(query.order_by(OutgoingMail.created_at.desc()))).all())
