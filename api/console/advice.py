"""Asking the bot while writing: the catalog's texts in the customer's language, as data and as a sheet."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from api.console.reading import PAGES, LabelsNow
from api.conversations.packet import context_packet
from api.dependencies import CatalogNow, ReadSession
from api.desk.advice import Suggestion, suggestions
from api.staff.dependencies import require_login, require_role
from api.staff.models import Staff
from api.staff.permissions import who_may
from api.staff.schemas import Login
from api.theme.inputs import ConversationId
from bot.catalog import Catalog

Agent = Annotated[Staff, Depends(require_role(*who_may("converse")))]
AgentLogin = Annotated[Login, Depends(require_login(*who_may("converse")))]
Asking = Annotated[str, Query(max_length=200)]

router = APIRouter(tags=["console"])


@dataclass(frozen=True, kw_only=True)
class Advised:
    """What the bot would say; `language` is the customer's, `needs` are those confirmed, by their ids."""

    language: str
    needs: list[str]
    suggestions: list[Suggestion]


@router.get("/api/console/conversations/{conversation_id}/advice")
async def read_advice(
    conversation_id: ConversationId, _staff: Agent, session: ReadSession, catalog: CatalogNow, q: Asking = ""
) -> Advised:
    """Search the bot's texts; without words, what serves the needs that are confirmed."""
    return await advised(session, conversation_id, q, catalog=catalog)


@router.get("/console/conversations/{conversation_id}/advice", include_in_schema=False)
async def advice_sheet(
    request: Request,
    conversation_id: ConversationId,
    login: AgentLogin,
    session: ReadSession,
    labels: LabelsNow,
    q: Asking = "",
) -> Response:
    """Render what was found."""
    found = await advised(session, conversation_id, q, catalog=labels.catalog)
    return PAGES.page(request, "_advice.html", viewer=login.viewer, advised=found, q=q, labels=labels)


async def advised(session: AsyncSession, conversation_id: str, q: str, *, catalog: Catalog) -> Advised:
    """Return what fits the words and the conversation.

    Raises:
        ConversationNotFound: It does not exist (any more).
    """
    packet = await context_packet(session, conversation_id, catalog=catalog)
    needs = [need.need for need in packet.needs if need.status == "confirmed"]
    product = packet.complaint.product if packet.complaint else None
    found = suggestions(catalog, packet.who.language, query=q, needs=needs, product=product)
    return Advised(language=packet.who.language, needs=needs, suggestions=found)
