"""What a person may settle when the bot gets a conversation back: which needs hold, and the stage."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from api.console.labels import Labels
from api.conversations.packet import context_packet
from api.theme.labels import UNSERVED

_STAGES = ("orientation", "evaluation", "decision", "experience")


@dataclass(frozen=True, kw_only=True)
class NeedChoice:
    """A need that was heard; `holds` says whether it is confirmed by now."""

    id: str
    label: str
    holds: bool


@dataclass(frozen=True, kw_only=True)
class Settled:
    """The choices, and what holds now."""

    needs: tuple[NeedChoice, ...]
    stage: str | None
    stages: tuple[str, ...]


async def settled(session: AsyncSession, conversation_id: str, labels: Labels) -> Settled:
    """Return what can be settled in a conversation."""
    packet = await context_packet(
        session, conversation_id, catalog=labels.catalog, language=labels.t.language
    )
    return Settled(
        needs=tuple(
            NeedChoice(id=need.need, label=labels.need(need.need), holds=need.status == "confirmed")
            for need in packet.needs
            if need.need != UNSERVED and need.need in labels.catalog.needs
        ),
        stage=packet.who.stage,
        stages=_STAGES,
    )
