"""Pages of complaint cases: the list of all, and the sheets of one case and of its letter."""

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request, Response

from api.console.case_rows import case_rows
from api.console.reading import PAGES, LabelsNow
from api.console.recovery import RowId, note_case_opening
from api.conversations import repository as conversations
from api.conversations.contacts import known_name
from api.dependencies import ReadSession, ServicesNow, SettingsNow
from api.recovery import causes, letters, views
from api.recovery.letters import Desk
from api.recovery.queries import Wanted
from api.recovery.schemas import Cases
from api.recovery.vocabulary import Outcome, Solution
from api.staff.dependencies import require_login
from api.staff.permissions import who_may
from api.staff.schemas import Login

Shown = Literal["open", "overdue", "today", "unowned", "reopened", "closed"]
SHOWN: tuple[Shown, ...] = ("open", "overdue", "today", "unowned", "reopened", "closed")
SOLUTIONS: tuple[Solution, ...] = ("refunded", "replaced", "repaired", "explained", "apologised", "other")
HOW_IT_WENT: tuple[Outcome, ...] = ("happy", "unhappy", "silent")
_COUNTED = {"today": "due_today"}
_ON_A_PAGE = 50

AgentLogin = Annotated[Login, Depends(require_login(*who_may("converse")))]

router = APIRouter(prefix="/console", include_in_schema=False)


async def desk(login: AgentLogin, settings: SettingsNow, labels: LabelsNow) -> Desk:
    """What whoever looks works with."""
    return Desk(staff=login.staff, catalog=labels.catalog, settings=settings, language=labels.t.language)


DeskNow = Annotated[Desk, Depends(desk)]


async def case_opened(case_id: RowId, login: AgentLogin, services: ServicesNow) -> int:
    """Note that whoever asks reads the conversation of the case, and hand on its number."""
    await note_case_opening(services, login.staff, case_id)
    return case_id


CaseOpened = Annotated[int, Depends(case_opened)]


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What the list of cases is narrowed to; `cause` 0 is not found yet."""

    shown: Shown = "open"
    mine: bool = False
    kind: str | None = None
    cause: int | None = None
    page: int = 1

    def wanted(self, staff_id: int) -> Wanted:
        """The same for the queries."""
        return Wanted(
            state="closed" if self.shown == "closed" else "open",
            due={"overdue": "overdue", "today": "today"}.get(self.shown),  # type: ignore[arg-type]
            owner=staff_id if self.mine else (0 if self.shown == "unowned" else None),
            kind=self.kind,
            cause=self.cause,
            reopened=self.shown == "reopened",
        )


def filters(
    shown: Shown = "open",
    mine: bool = False,
    kind: Annotated[str, Query(max_length=40)] = "",
    cause: Annotated[str, Query(pattern=r"^\d{0,9}$")] = "",
    page: Annotated[int, Query(ge=1, le=1000)] = 1,
) -> Filters:
    """The filters of an address; an empty choice of a form is none."""
    return Filters(shown=shown, mine=mine, kind=kind or None, cause=int(cause) if cause else None, page=page)


@router.get("/cases")
async def cases_page(
    request: Request,
    login: AgentLogin,
    desk: DeskNow,
    session: ReadSession,
    labels: LabelsNow,
    chosen: Annotated[Filters, Depends(filters)],
) -> Response:
    """List cases by what is due."""
    wanted = chosen.wanted(login.staff.id)
    first = (chosen.page - 1) * _ON_A_PAGE
    listed = await views.cases(session, wanted, desk=desk, limit=_ON_A_PAGE, offset=first)
    return PAGES.page(
        request,
        "cases.html",
        viewer=login.viewer,
        section="console",
        listed=listed,
        rows=await case_rows(session, listed.cases, labels),
        counts=_counts(listed, mine=chosen.mine),
        chosen=chosen,
        shown=SHOWN,
        kinds=tuple(labels.catalog.complaints),
        causes=await causes.search(session, "", inactive=True),
        labels=labels,
        pages=max(1, -(-listed.total // _ON_A_PAGE)),
        script_words={key: labels.t(key) for key in _SCRIPT_KEYS},
    )


_SCRIPT_KEYS = ("status.error", "status.log_in", "status.logged_out")


@router.get("/cases/{case_id}")
async def case_sheet(
    request: Request,
    case_id: CaseOpened,
    login: AgentLogin,
    desk: DeskNow,
    session: ReadSession,
    labels: LabelsNow,
) -> Response:
    """Render the four steps of a case, with what can be done about each."""
    full = await views.case_in_full(session, case_id, desk=desk)
    return PAGES.page(
        request,
        "_case.html",
        viewer=login.viewer,
        full=full,
        staff_id=login.staff.id,
        row=(await case_rows(session, [full.case], labels))[0],
        causes=[cause for cause, _ in await causes.search(session, "")],
        solutions=SOLUTIONS,
        outcomes=HOW_IT_WENT,
        labels=labels,
    )


@router.get("/cases/{case_id}/letter")
async def letter_sheet(
    request: Request,
    case_id: CaseOpened,
    login: AgentLogin,
    desk: DeskNow,
    session: ReadSession,
    labels: LabelsNow,
) -> Response:
    """Render the letter of a case as it is begun, with the customer's words beside it."""
    full = await views.case_in_full(session, case_id, desk=desk)
    conversation = await conversations.get(session, full.case.conversation_id)
    return PAGES.page(
        request,
        "_letter.html",
        viewer=login.viewer,
        full=full,
        draft=await letters.draft_for(session, case_id, staff=login.staff, catalog=labels.catalog),
        who=await known_name(session, conversation),
        labels=labels,
    )


def _counts(listed: Cases, *, mine: bool) -> dict[Shown, int]:
    counted = listed.mine if mine else listed.counts
    return {name: counted.get(_COUNTED.get(name, name), 0) for name in SHOWN}  # type: ignore[call-overload]
