"""The windows over an open conversation, one fragment each; the calls they lead to are in routing, desk and files."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from api.console.asking import What, asked
from api.console.reading import PAGES, LabelsNow
from api.dependencies import ReadSession
from api.staff.dependencies import require_login
from api.staff.permissions import who_may
from api.staff.schemas import Login
from api.theme.inputs import ConversationId

AgentLogin = Annotated[Login, Depends(require_login(*who_may("converse")))]

router = APIRouter(prefix="/console/conversations/{conversation_id}", include_in_schema=False)


@router.get("/ask/{what}")
async def window(
    request: Request,
    login: AgentLogin,
    session: ReadSession,
    labels: LabelsNow,
    conversation_id: ConversationId,
    what: What,
) -> Response:
    """Render what a window asks."""
    shown = await asked(session, conversation_id, what, staff=login.staff, labels=labels)
    return PAGES.page(request, f"ask/{what}.html", viewer=login.viewer, asked=shown)
