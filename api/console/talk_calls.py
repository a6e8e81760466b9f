"""The console's calls about one open conversation that have no module of their own: taking it over, who it is with."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from api.console import details, queries
from api.console.desk_schemas import ConversationIds
from api.console.routing_schemas import Reason, standing
from api.console.schemas import Standing
from api.console.taking_over import take_over
from api.dependencies import CatalogNow, ReadSession, WriteSession
from api.staff.dependencies import require_role
from api.staff.models import Staff
from api.staff.permissions import who_may
from api.theme.inputs import ConversationId

Agent = Annotated[Staff, Depends(require_role(*who_may("converse")))]
Lead = Annotated[Staff, Depends(require_role(*who_may("lead_team")))]

router = APIRouter(prefix="/api/console", tags=["console"])


class TakingOver(BaseModel):
    """Why a conversation is taken over, for the colleague who had it."""

    reason: Reason = ""


class Correction(BaseModel):
    """What is known of the customer; what is null stays as it is, what is empty is taken away."""

    name: str | None = Field(default=None, max_length=200)
    email: str | None = Field(default=None, max_length=320)
    phone: str | None = Field(default=None, max_length=60)


class Chosen(BaseModel):
    """The conversations that somebody is about to close."""

    ids: ConversationIds


class WithoutReply(BaseModel):
    """How many of them no person has ever written in to the customer."""

    without_reply: int


@router.post("/conversations/{conversation_id}/take-over")
async def take_it_over(
    conversation_id: ConversationId, why: TakingOver, lead: Lead, session: WriteSession, catalog: CatalogNow
) -> Standing:
    """Take a conversation out of a colleague's hands."""
    taken = await take_over(session, conversation_id, lead, reason=why.reason, catalog=catalog)
    return standing(taken)


@router.post("/conversations/{conversation_id}/contact", status_code=204)
async def correct_details(
    conversation_id: ConversationId, told: Correction, staff: Agent, session: WriteSession
) -> None:
    """Add or correct the customer's name, e-mail address and phone number; 422 names the fields that cannot be used."""
    given = {field: value for field in details.FIELDS if (value := getattr(told, field)) is not None}
    await details.correct(session, conversation_id, staff, given)


@router.post("/bulk/without-reply")
async def without_reply(chosen: Chosen, staff: Agent, session: ReadSession) -> WithoutReply:
    """Count those of many conversations that have never had a person's reply."""
    return WithoutReply(without_reply=await queries.without_reply(session, chosen.ids))
