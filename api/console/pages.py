"""The console's page and the two fragments that its scripts swap in."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from api.console.conversation import talk
from api.console.labels import Labels
from api.console.queries import TABS, Tab
from api.console.queue import queue
from api.console.reading import PAGES, LabelsNow
from api.conversations.errors import ConversationNotFound
from api.conversations.vocabulary import LINES, OUTCOMES, RESOLUTIONS
from api.dependencies import ReadSession
from api.staff.dependencies import require_login
from api.staff.schemas import Login
from api.theme.inputs import ConversationId

AgentLogin = Annotated[Login, Depends(require_login("agent", "admin"))]
_SCRIPT_WORDS = ("status", "moment", "queue", "talk", "composer")

router = APIRouter(prefix="/console", include_in_schema=False)


@router.get("")
async def console(
    request: Request,
    login: AgentLogin,
    session: ReadSession,
    labels: LabelsNow,
    tab: Tab = "waiting",
    c: str | None = None,
) -> Response:
    """Show the whole console; `c` is the conversation that is open."""
    shown = None
    if c:
        try:
            shown = await talk(session, c, staff=login.staff, labels=labels)
        except ConversationNotFound:
            shown = None
    listed = await queue(session, tab, staff_id=login.staff.id, labels=labels)
    return PAGES.page(
        request,
        "console.html",
        viewer=login.viewer,
        section="console",
        queue=listed,
        talk=shown,
        selected=shown.id if shown else None,
        labels=labels,
        tabs=TABS,
        lines=LINES,
        resolutions=RESOLUTIONS,
        outcomes=OUTCOMES,
        script_words=_script_words(labels),
    )


@router.get("/queue")
async def queue_fragment(
    request: Request,
    login: AgentLogin,
    session: ReadSession,
    labels: LabelsNow,
    tab: Tab = "waiting",
    c: str | None = None,
) -> Response:
    """Render the list alone."""
    listed = await queue(session, tab, staff_id=login.staff.id, labels=labels)
    return PAGES.page(request, "_queue.html", viewer=login.viewer, queue=listed, selected=c, tabs=TABS)


@router.get("/conversations/{conversation_id}")
async def conversation_fragment(
    request: Request,
    login: AgentLogin,
    session: ReadSession,
    labels: LabelsNow,
    conversation_id: ConversationId,
) -> Response:
    """Render a conversation with its context packet alone."""
    shown = await talk(session, conversation_id, staff=login.staff, labels=labels)
    return PAGES.page(
        request, "_conversation.html", viewer=login.viewer, talk=shown, labels=labels, lines=LINES
    )


def _script_words(labels: Labels) -> dict[str, str]:
    entries = labels.t.entries
    return {key: text for key, text in entries.items() if key.partition(".")[0] in _SCRIPT_WORDS}
