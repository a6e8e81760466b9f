"""Settings for what colleagues work with: labels, canned starts, and the causes of complaints."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Form, Path, Response
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from api.console import desk_reading
from api.console.desk_schemas import NewLabel, NewStart
from api.console.settings_frame import LeadVisit, Refused, Visit, attempt, page
from api.conversations.writing import MESSAGE_LENGTH, clean
from api.desk import labels as marks
from api.desk import starts
from api.recovery import causes
from api.theme.texts import STAFF_LANGUAGES

router = APIRouter(prefix="/settings", include_in_schema=False)
RowId = Annotated[int, Path(ge=1, le=2_000_000_000)]
Text = Annotated[str, Form()]
Work = Callable[[AsyncSession], Awaitable[object]]


class StartForm(BaseModel):
    """A canned start as it was typed."""

    shortcut: str = ""
    language: str = ""
    text: str = ""

    def checked(self) -> NewStart:
        """Return what is to be kept; a text that is too long is told so where it is kept."""
        return NewStart.model_validate(
            {
                "shortcut": self.shortcut.strip().removeprefix("/").lower(),
                "language": self.language,
                "text": self.text[: MESSAGE_LENGTH + 1],
            }
        )


@router.get("/labels")
async def labels_page(visit: LeadVisit) -> Response:
    """Show the labels and the palette."""
    return await _labels(visit)


@router.post("/labels")
async def make_label(visit: LeadVisit, name: Text = "", colour: Text = "") -> Response:
    """Make a label."""

    async def work(session: AsyncSession) -> None:
        new = NewLabel(name=clean(name), colour=colour)
        await marks.make(session, name=new.name, colour=new.colour, by=visit.staff)

    typed = {"name": name, "colour": colour}
    return await attempt(visit, "new", work, show=_labels, to="/settings/labels", news="made", typed=typed)


@router.post("/labels/{label_id}")
async def change_label(visit: LeadVisit, label_id: RowId, name: Text = "", colour: Text = "") -> Response:
    """Give a label another name or colour."""

    async def work(session: AsyncSession) -> None:
        new = NewLabel(name=clean(name), colour=colour)
        await marks.change(session, label_id, name=new.name, colour=new.colour, by=visit.staff)

    typed = {"name": name, "colour": colour}
    return await attempt(visit, f"label-{label_id}", work, show=_labels, to="/settings/labels", typed=typed)


@router.post("/labels/{label_id}/remove")
async def remove_label(visit: LeadVisit, label_id: RowId) -> Response:
    """Remove a label from everywhere."""
    return await attempt(
        visit,
        f"label-{label_id}",
        lambda session: marks.delete(session, label_id, by=visit.staff),
        show=_labels,
        to="/settings/labels",
        news="removed",
    )


@router.get("/starts")
async def starts_page(visit: LeadVisit) -> Response:
    """Show the canned starts by language."""
    return await _starts(visit)


@router.post("/starts")
async def make_start(visit: LeadVisit, form: Annotated[StartForm, Form()]) -> Response:
    """Make a canned start."""

    async def work(session: AsyncSession) -> None:
        await starts.keep(session, visit.staff, **form.checked().model_dump())

    return await attempt(
        visit, "new", work, show=_starts, to="/settings/starts", news="made", typed=form.model_dump()
    )


@router.post("/starts/{start_id}")
async def change_start(visit: LeadVisit, start_id: RowId, form: Annotated[StartForm, Form()]) -> Response:
    """Change a canned start."""

    async def work(session: AsyncSession) -> None:
        await starts.keep(session, visit.staff, **form.checked().model_dump(), start_id=start_id)

    return await attempt(
        visit, f"start-{start_id}", work, show=_starts, to="/settings/starts", typed=form.model_dump()
    )


@router.post("/starts/{start_id}/remove")
async def remove_start(visit: LeadVisit, start_id: RowId) -> Response:
    """Remove a canned start."""
    return await attempt(
        visit,
        f"start-{start_id}",
        lambda session: starts.delete(session, start_id, by=visit.staff),
        show=_starts,
        to="/settings/starts",
        news="removed",
    )


@router.get("/causes")
async def causes_page(visit: LeadVisit) -> Response:
    """Show the causes of complaints, the most frequent first."""
    return await _causes(visit)


@router.post("/causes")
async def add_cause(visit: LeadVisit, label: Text = "") -> Response:
    """Add a cause; one of the same name is that one."""
    return await attempt(
        visit,
        "new",
        lambda session: causes.add(session, label, staff=visit.staff),
        show=_causes,
        to="/settings/causes",
        news="made",
        typed={"label": label},
    )


@router.post("/causes/{cause_id}")
async def rename_cause(visit: LeadVisit, cause_id: RowId, label: Text = "") -> Response:
    """Call a cause by a better name."""
    return await _with_cause(
        visit,
        cause_id,
        lambda session: causes.rename(session, cause_id, label, staff=visit.staff),
        typed={"label": label},
    )


@router.post("/causes/{cause_id}/merge")
async def merge_cause(
    visit: LeadVisit, cause_id: RowId, into: Annotated[int, Form(ge=0, le=2_000_000_000)] = 0
) -> Response:
    """Make a cause part of another."""
    return await _with_cause(
        visit,
        cause_id,
        lambda session: causes.merge(session, cause_id, into=into, staff=visit.staff),
        news="merged",
    )


@router.post("/causes/{cause_id}/use")
async def use_cause(visit: LeadVisit, cause_id: RowId, active: Annotated[bool, Form()] = False) -> Response:
    """Take a cause out of use, or into it again."""
    return await _with_cause(
        visit, cause_id, lambda session: causes.use(session, cause_id, active=active, staff=visit.staff)
    )


async def _with_cause(
    visit: Visit,
    cause_id: int,
    work: Work,
    *,
    news: str = "saved",
    typed: dict[str, str] | None = None,
) -> Response:
    return await attempt(
        visit, f"cause-{cause_id}", work, show=_causes, to="/settings/causes", news=news, typed=typed
    )


async def _labels(visit: Visit, *, refused: Refused | None = None) -> Response:
    async with visit.services.database.reading() as session:
        shown = await desk_reading.all_labels(session, visit.staff, visit.labels)
    return page(visit, "labels", refused=refused, kept=shown.labels, palette=shown.palette)


async def _starts(visit: Visit, *, refused: Refused | None = None) -> Response:
    async with visit.services.database.reading() as session:
        shown = await desk_reading.all_starts(session, visit.staff)
    return page(
        visit,
        "starts",
        refused=refused,
        kept=shown.starts,
        variables=shown.variables,
        written_in=STAFF_LANGUAGES,
        longest=MESSAGE_LENGTH,
    )


async def _causes(visit: Visit, *, refused: Refused | None = None) -> Response:
    async with visit.services.database.reading() as session:
        found = await causes.search(session, inactive=True)
    return page(visit, "causes", refused=refused, kept=found)
