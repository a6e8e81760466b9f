"""The visitor's API. A route parses, calls one function of the core, and returns."""

from typing import Annotated

from fastapi import APIRouter, FastAPI, Header, Query, Response
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse, StreamingResponse

from api.chat import attachments, rating_page, transcripts
from api.chat.dependencies import AdmittedId, MayStart, VisitorsConversation
from api.chat.schemas import ChatConfig, History, chat_config, read_by_staff
from api.chat.stream import visitor_stream
from api.conversations import erasure, service
from api.conversations.opening import opening
from api.conversations.schemas import (
    ContactRequest,
    LanguageRequest,
    MessageRequest,
    RatingRequest,
    ReadRequest,
    Received,
    Standing,
    Started,
    StartRequest,
    TypingRequest,
)
from api.conversations.writing import language_of
from api.db import now
from api.dependencies import CatalogNow, ReadSession, ServicesNow, SettingsNow, WriteSession
from api.errors import ErrorOut
from api.live import conversation_topic
from api.settings import Settings
from api.staff.attempts import Attempts

router = APIRouter(
    prefix="/api/chat",
    tags=["chat"],
    responses={status: {"model": ErrorOut} for status in (400, 401, 404, 409, 413, 422, 429, 503)},
)
_SEQ = 2_000_000_000


def install(app: FastAPI, settings: Settings) -> None:
    """Give ``app`` the visitor's API and its memory of who began conversations in the last minute."""
    app.state.conversation_starts = Attempts(limit=settings.conversations_per_minute, window_seconds=60.0)
    app.include_router(router)
    attachments.install(app, settings)
    transcripts.install(app)
    rating_page.install(app)


@router.get("/config")
async def config(
    catalog: CatalogNow,
    settings: SettingsNow,
    locale: Annotated[str | None, Query(max_length=35)] = None,
) -> ChatConfig:
    """How the widget introduces itself."""
    language = language_of(locale) or catalog.business.default_language
    at_work = opening(catalog.hours, now())
    return chat_config(
        catalog,
        language=language,
        open=at_work.open,
        opens_at=at_work.opens_at,
        attachment_bytes=settings.attachment_bytes,
    )


@router.post("/conversations", status_code=201, dependencies=[MayStart])
async def start(
    session: WriteSession, catalog: CatalogNow, settings: SettingsNow, request: StartRequest | None = None
) -> Started:
    """Begin a conversation."""
    return await service.start(session, request or StartRequest(), catalog=catalog, settings=settings)


@router.post("/conversations/{conversation_id}/messages")
async def send(
    conversation_id: str,
    services: ServicesNow,
    request: MessageRequest,
    authorization: Annotated[str | None, Header()] = None,
) -> Received:
    """Send a message or press a button."""
    return await service.receive(services, conversation_id, request, authorization=authorization)


@router.get("/conversations/{conversation_id}/messages")
async def messages(
    conversation: VisitorsConversation,
    session: ReadSession,
    after: Annotated[int, Query(ge=0, le=_SEQ)] = 0,
) -> History:
    """The messages after a number, in order, and how far a person has read."""
    found = await service.messages_after(session, conversation, after=after)
    return History(read_seq=read_by_staff(conversation), **dict(found))


@router.get("/conversations/{conversation_id}/stream", response_class=StreamingResponse)
async def stream(
    conversation_id: AdmittedId,
    services: ServicesNow,
    last_event_id: Annotated[str | None, Header(max_length=20)] = None,
    after: Annotated[int | None, Query(ge=0, le=_SEQ)] = None,
) -> StreamingResponse:
    """Live events; ``Last-Event-ID`` (or ``after``) replays what was missed."""
    numbered = last_event_id and last_event_id.isascii() and last_event_id.isdigit()
    seen = min(int(last_event_id or 0), _SEQ) if numbered else after
    return StreamingResponse(
        visitor_stream(services, conversation_id, after=seen),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-cache", "X-Accel-Buffering": "no"},
    )


@router.post("/conversations/{conversation_id}/typing", status_code=204)
async def typing(
    conversation_id: AdmittedId, services: ServicesNow, request: TypingRequest | None = None
) -> None:
    """The visitor writes, or has stopped."""
    is_typing = (request or TypingRequest()).typing
    await services.bus.publish(
        conversation_topic(conversation_id), {"typing": {"author": "visitor", "typing": is_typing}}
    )


@router.post("/conversations/{conversation_id}/language")
async def language(conversation_id: AdmittedId, session: WriteSession, request: LanguageRequest) -> Standing:
    """The visitor has chosen a language."""
    conversation = await service.choose_language(session, conversation_id, request.language)
    return await service.standing_of(session, conversation)


@router.post("/conversations/{conversation_id}/read", status_code=204)
async def read(conversation_id: AdmittedId, session: WriteSession, request: ReadRequest) -> None:
    """The visitor has seen everything up to a number."""
    await service.mark_read(session, conversation_id, seq=request.seq)


@router.post("/conversations/{conversation_id}/rating", status_code=204)
async def rating(conversation_id: AdmittedId, session: WriteSession, request: RatingRequest) -> None:
    """Thumb and word, once, within 14 days of closing."""
    await service.rate(session, conversation_id, rating=request.rating, comment=request.comment)


@router.post("/conversations/{conversation_id}/contact", status_code=204)
async def contact(conversation_id: AdmittedId, session: WriteSession, request: ContactRequest) -> None:
    """How to reach the visitor."""
    await service.leave_contact(session, conversation_id, request.model_dump())


@router.post("/conversations/{conversation_id}/close")
async def close(conversation_id: AdmittedId, session: WriteSession) -> Standing:
    """The visitor ends the conversation."""
    conversation = await service.close_by_visitor(session, conversation_id)
    return await service.standing_of(session, conversation)


@router.get("/conversations/{conversation_id}/export")
async def export(conversation: VisitorsConversation, session: ReadSession) -> JSONResponse:
    """The visitor's own copy, as a file."""
    copy = jsonable_encoder(await erasure.copy_of(session, conversation))
    name = f'attachment; filename="kundedialog-{conversation.id}.json"'
    return JSONResponse(copy, headers={"Content-Disposition": name})


@router.delete("/conversations/{conversation_id}", status_code=204)
async def erase(conversation_id: AdmittedId, services: ServicesNow) -> Response:
    """Erase the conversation and everything in it."""
    await erasure.erase(services, conversation_id)
    return Response(status_code=204)
