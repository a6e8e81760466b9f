"""The console's page and the two fragments that its scripts swap in."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BeforeValidator

from api.console.bar import bar
from api.console.conversation import talk
from api.console.labels import Labels
from api.console.narrowed import asked_of, shown
from api.console.queries import TABS, Tab
from api.console.reading import PAGES, LabelsNow, TurnOfAList
from api.conversations.errors import ConversationNotFound
from api.conversations.openings import note_found, note_opening
from api.conversations.vocabulary import LINES, OUTCOMES, RESOLUTIONS
from api.dependencies import ReadSession, ServicesNow
from api.staff.dependencies import require_login
from api.staff.permissions import who_may
from api.staff.schemas import Login
from api.theme.inputs import ConversationId

AgentLogin = Annotated[Login, Depends(require_login(*who_may("converse")))]
_SCRIPT_WORDS = ("status", "moment", "queue", "talk", "composer", "list", "top", "palette", "language")
# An address from elsewhere may name a list that does not exist (any more): the first one is shown instead.
KnownTab = Annotated[Tab, BeforeValidator(lambda tab: tab if tab in TABS else TABS[0])]

router = APIRouter(prefix="/console", include_in_schema=False)


@router.get("")
async def console(
    request: Request,
    login: AgentLogin,
    session: ReadSession,
    services: ServicesNow,
    labels: LabelsNow,
    tab: KnownTab = "waiting",
    c: str | None = None,
) -> Response:
    """Show the whole console; `c` is the conversation that is open, the rest is about the list."""
    open_now = None
    if c:
        await note_opening(services.database, login.staff, c)
        try:
            open_now = await talk(session, c, staff=login.staff, labels=labels)
        except ConversationNotFound:
            open_now = None
    listed = await shown(session, asked_of(request.query_params, tab), login.staff, labels)
    await note_found(services.database, login.staff, list(listed.hits))
    return PAGES.page(
        request,
        "console.html",
        viewer=login.viewer,
        section="console",
        queue=listed,
        bar=await bar(session, login.staff, labels),
        talk=open_now,
        selected=open_now.id if open_now else None,
        labels=labels,
        tabs=TABS,
        lines=LINES,
        resolutions=RESOLUTIONS,
        outcomes=OUTCOMES,
        script_words=_script_words(labels),
    )


@router.get("/queue", dependencies=[TurnOfAList])
async def queue_fragment(
    request: Request,
    login: AgentLogin,
    services: ServicesNow,
    session: ReadSession,
    labels: LabelsNow,
    tab: KnownTab = "waiting",
    c: str | None = None,
) -> Response:
    """Render the list alone."""
    listed = await shown(session, asked_of(request.query_params, tab), login.staff, labels)
    await note_found(services.database, login.staff, list(listed.hits))
    return PAGES.page(
        request,
        "_queue.html",
        viewer=login.viewer,
        queue=listed,
        selected=c,
        tabs=TABS,
        resolutions=RESOLUTIONS,
        outcomes=OUTCOMES,
    )


@router.get("/conversations/{conversation_id}")
async def conversation_fragment(
    request: Request,
    login: AgentLogin,
    session: ReadSession,
    services: ServicesNow,
    labels: LabelsNow,
    conversation_id: ConversationId,
) -> Response:
    """Render a conversation with its context packet alone."""
    await note_opening(services.database, login.staff, conversation_id)
    open_now = await talk(session, conversation_id, staff=login.staff, labels=labels)
    return PAGES.page(
        request, "_conversation.html", viewer=login.viewer, talk=open_now, labels=labels, lines=LINES
    )


def _script_words(labels: Labels) -> dict[str, str]:
    entries = labels.t.entries
    return {key: text for key, text in entries.items() if key.partition(".")[0] in _SCRIPT_WORDS}
