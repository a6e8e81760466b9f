"""The console's calls under /api/console, for the pages and for anybody who builds on them."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from starlette.responses import StreamingResponse

from api.console import (
    actions,
    advice,
    bar,
    case_pages,
    desk,
    files,
    integrations,
    list_pages,
    lists,
    pages,
    recovery,
    routing,
    settings_pages,
    talk_calls,
    talk_pages,
)
from api.console.conversation import Talk, talk
from api.console.queries import Tab
from api.console.queue import Queue, queue
from api.console.reading import LabelsNow
from api.console.schemas import (
    Closing,
    HandingBack,
    NewNote,
    NewReply,
    PersonaChoice,
    Reading,
    Standing,
    Typing,
    Written,
)
from api.console.stream import hints
from api.conversations import erasure
from api.conversations.openings import note_opening
from api.dependencies import CatalogNow, ReadSession, ServicesNow, WriteSession
from api.live import conversation_topic
from api.staff.dependencies import SESSION_COOKIE, require_role
from api.staff.models import Staff
from api.staff.permissions import who_may
from api.theme.endpoints import mount_static
from api.theme.inputs import ConversationId, ConversationIdQuery

Agent = Annotated[Staff, Depends(require_role(*who_may("converse")))]
Lead = Annotated[Staff, Depends(require_role(*who_may("lead_team")))]

router = APIRouter(prefix="/api/console", tags=["console"])


def install(app: FastAPI) -> None:
    """Give `app` the console: calls, pages and static files."""
    mount_static(app, "console", Path(__file__).parent)
    app.include_router(router)
    app.include_router(recovery.router)
    app.include_router(pages.router)
    app.include_router(talk_pages.router)
    app.include_router(talk_calls.router)
    app.include_router(list_pages.router)
    app.include_router(case_pages.router)
    app.include_router(advice.router)
    app.include_router(desk.router)
    app.include_router(lists.router)
    app.include_router(files.router)
    app.include_router(routing.router)
    app.include_router(integrations.router)
    app.include_router(bar.router)
    settings_pages.install(app)


@router.get("/queue")
async def read_queue(staff: Agent, session: ReadSession, labels: LabelsNow, tab: Tab = "waiting") -> Queue:
    """List the conversations of a tab, by due time."""
    return await queue(session, tab, staff_id=staff.id, labels=labels)


@router.get("/conversations/{conversation_id}")
async def read_conversation(
    conversation_id: ConversationId,
    staff: Agent,
    session: ReadSession,
    services: ServicesNow,
    labels: LabelsNow,
) -> Talk:
    """Return a conversation: where it stands, the timeline, the context packet."""
    await note_opening(services.database, staff, conversation_id)
    return await talk(session, conversation_id, staff=staff, labels=labels)


@router.delete("/conversations/{conversation_id}", status_code=204)
async def erase(conversation_id: ConversationId, staff: Lead, services: ServicesNow) -> None:
    """Erase a conversation for good, with its files and the bot's memory of it."""
    await erasure.erase(services, conversation_id, by=staff)


@router.post("/conversations/{conversation_id}/claim")
async def claim(
    conversation_id: ConversationId, staff: Agent, session: WriteSession, catalog: CatalogNow
) -> Standing:
    """Take a conversation; 409 with the name of whoever has it."""
    return await actions.claim(session, conversation_id, staff, catalog=catalog)


@router.post("/conversations/{conversation_id}/reply", status_code=201)
async def reply(
    conversation_id: ConversationId, new: NewReply, staff: Agent, session: WriteSession, catalog: CatalogNow
) -> Written:
    """Write to the customer; the same `client_message_id` is answered alike and stored once."""
    return await actions.reply(session, conversation_id, staff, new, catalog=catalog)


@router.post("/conversations/{conversation_id}/note", status_code=201)
async def note(conversation_id: ConversationId, new: NewNote, staff: Agent, session: WriteSession) -> Written:
    """Leave an internal note."""
    return await actions.note(session, conversation_id, staff, new)


@router.post("/conversations/{conversation_id}/close")
async def close(
    conversation_id: ConversationId,
    closing: Closing,
    staff: Agent,
    session: WriteSession,
    catalog: CatalogNow,
) -> Standing:
    """End a conversation with a resolution and an outcome."""
    return await actions.close(session, conversation_id, staff, closing, catalog=catalog)


@router.post("/conversations/{conversation_id}/hand-back")
async def hand_back(
    conversation_id: ConversationId,
    staff: Agent,
    session: WriteSession,
    catalog: CatalogNow,
    handing: HandingBack | None = None,
) -> Standing:
    """Give a conversation back to the bot, with a note and what was settled."""
    return await actions.hand_back(session, conversation_id, staff, handing, catalog=catalog)


@router.post("/conversations/{conversation_id}/persona")
async def persona(
    conversation_id: ConversationId,
    choice: PersonaChoice,
    staff: Agent,
    session: WriteSession,
    catalog: CatalogNow,
) -> Written:
    """Correct the type of customer."""
    return await actions.correct_persona(session, conversation_id, staff, choice.persona, catalog=catalog)


@router.post("/conversations/{conversation_id}/read", status_code=204)
async def read(
    conversation_id: ConversationId, reading: Reading, staff: Agent, session: WriteSession
) -> None:
    """Note how far one has read in one's own conversation."""
    await actions.read(session, conversation_id, staff, reading.seq)


@router.post("/conversations/{conversation_id}/typing", status_code=204)
async def typing(
    conversation_id: ConversationId, state: Typing, staff: Agent, session: ReadSession, services: ServicesNow
) -> None:
    """Show the customer that one is writing, in one's own conversation."""
    if await actions.may_type(session, conversation_id, staff):
        payload = {"typing": {"author": "agent", "typing": state.typing, "name": staff.name}}
        await services.bus.publish(conversation_topic(conversation_id), payload)


@router.get("/stream", response_class=StreamingResponse)
async def stream(
    request: Request, staff: Agent, services: ServicesNow, conversation: ConversationIdQuery = None
) -> Response:
    """Say when to look again, as server-sent events: `queue`, `conversation`, `typing`, `present`,
    `own` (what concerns only the reader), `here` (a sign of life), `logged_out`."""
    events = hints(services, request.cookies[SESSION_COOKIE], conversation_id=conversation, staff_id=staff.id)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(events, media_type="text/event-stream", headers=headers)
