"""The page behind the e-mail link: two big buttons and a word, without any script.

Looking at it changes nothing, for mail scanners look at every link; only pressing the button votes.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, FastAPI, Form, Query, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import repository, service
from api.conversations.errors import AlreadyRated, ConversationNotFound, NotClosed, RatingLocked
from api.conversations.schemas import RatingRequest
from api.dependencies import CatalogNow, ReadSession, SettingsNow, WriteSession
from api.ratings.links import conversation_in
from api.ratings.words import words
from api.settings import Settings
from api.theme.endpoints import mount_static
from api.theme.headers import protect
from api.theme.language import asked_language, staff_language
from bot.catalog import Catalog

router = APIRouter(prefix="/rating", include_in_schema=False)
_FOLDER = Path(__file__).parent / "rating"
_WORD_LENGTH = 1000
_environment = Environment(
    loader=FileSystemLoader(_FOLDER),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TROUBLE: dict[type[Exception], tuple[str, int]] = {
    AlreadyRated: ("already", 409),
    NotClosed: ("open", 409),
    RatingLocked: ("late", 410),
    ConversationNotFound: ("unknown", 404),
}


def install(app: FastAPI) -> None:
    """Give ``app`` the page."""
    mount_static(app, "rating", _FOLDER)
    app.include_router(router)


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What the page shows: the form, thanks, or why there is nothing to answer."""

    what: str
    status: int = 200
    rating: str | None = None
    comment: str = ""
    missing: bool = False


@router.get("/{token}")
async def look(
    token: str,
    request: Request,
    session: ReadSession,
    settings: SettingsNow,
    catalog: CatalogNow,
    rating: Annotated[str | None, Query(max_length=10)] = None,
) -> HTMLResponse:
    """Show the question; the thumb that was pressed in the e-mail is chosen already."""
    shown, language = await _standing(session, settings, token, request)
    if shown is None:
        shown = Shown(what="form", rating=rating if rating in ("good", "bad") else None)
    return _page(shown, language=language, catalog=catalog)


@router.post("/{token}")
async def vote(
    token: str,
    request: Request,
    session: WriteSession,
    settings: SettingsNow,
    catalog: CatalogNow,
    rating: Annotated[str, Form()] = "",
    comment: Annotated[str, Form()] = "",
) -> HTMLResponse:
    """Take the answer."""
    shown, language = await _standing(session, settings, token, request)
    if shown is None and rating not in ("good", "bad"):
        shown = Shown(what="form", status=422, comment=comment[:_WORD_LENGTH], missing=True)
    if shown is None:
        shown = await _vote(session, settings, token, rating=rating, comment=comment)
    return _page(shown, language=language, catalog=catalog)


async def _vote(session: AsyncSession, settings: Settings, token: str, *, rating: str, comment: str) -> Shown:
    given = RatingRequest.model_validate({"rating": rating, "comment": comment[:_WORD_LENGTH]})
    _, conversation_id = conversation_in(settings, token)
    try:
        await service.rate(session, conversation_id, rating=given.rating, comment=given.comment)
    except tuple(_TROUBLE) as trouble:
        what, status = _TROUBLE[type(trouble)]
        return Shown(what=what, status=status)
    return Shown(what="thanks", rating=rating)


async def _standing(
    session: AsyncSession, settings: Settings, token: str, request: Request
) -> tuple[Shown | None, str]:
    """Why nothing can be answered (None where it can), and the language to say it in."""
    verdict, conversation_id = conversation_in(settings, token)
    conversation = await repository.find(session, conversation_id) if conversation_id else None
    if conversation is None:
        return Shown(what="unknown", status=404), staff_language(request)
    language = asked_language(request) or conversation.language
    if verdict == "late":
        return Shown(what="late", status=410), language
    if conversation.rating is not None:
        return Shown(what="already", status=409), language
    if conversation.state != "closed":
        return Shown(what="open", status=409), language
    return None, language


def _page(shown: Shown, *, language: str, catalog: Catalog) -> HTMLResponse:
    html = _environment.get_template("rating.html").render(
        shown=shown, t=words(language), language=language, business=catalog.business
    )
    page = HTMLResponse(html, shown.status, headers={"Content-Language": language})
    protect(page)
    # The link is as good as a key: it goes nowhere else and into no index.
    page.headers["Referrer-Policy"] = "no-referrer"
    page.headers["X-Robots-Tag"] = "noindex"
    return page
