"""The console's calls for working aids: labels, priority, snooze, reminders, starts, mentions, who is here."""

from typing import Annotated

from fastapi import APIRouter, Depends

from api.console import desk_bulk, desk_reading
from api.console.desk_schemas import (
    Aids,
    BulkMarks,
    FilledOut,
    Here,
    HereOut,
    LabelChoice,
    LabelOut,
    LabelsOut,
    NewLabel,
    NewReminder,
    NewStart,
    PriorityChoice,
    ReminderOut,
    RowId,
    StartOut,
    StartsOut,
    ToDo,
    Until,
    label_out,
)
from api.console.reading import LabelsNow
from api.console.routing_schemas import BulkDone
from api.dependencies import ReadSession, ServicesNow, WriteSession
from api.desk import labels as marks
from api.desk import mentions, reminders, snooze, starts
from api.desk.presence import SIGN_EVERY, Sign
from api.staff.dependencies import require_role
from api.staff.models import Staff
from api.theme.inputs import ConversationId

Agent = Annotated[Staff, Depends(require_role("agent", "lead", "admin"))]
Lead = Annotated[Staff, Depends(require_role("lead", "admin"))]

router = APIRouter(prefix="/api/console", tags=["console"])


@router.get("/labels")
async def all_labels(staff: Agent, session: ReadSession, labels: LabelsNow) -> LabelsOut:
    """List the labels, with how many conversations have each, and the palette."""
    return await desk_reading.all_labels(session, staff, labels)


@router.post("/labels", status_code=201)
async def make_label(new: NewLabel, lead: Lead, session: WriteSession) -> LabelOut:
    """Make a label."""
    made = await marks.make(session, name=new.name, colour=new.colour, by=lead)
    return label_out(made, conversations=0)


@router.put("/labels/{label_id}", status_code=204)
async def change_label(label_id: RowId, new: NewLabel, lead: Lead, session: WriteSession) -> None:
    """Give a label another name or colour."""
    await marks.change(session, label_id, name=new.name, colour=new.colour, by=lead)


@router.delete("/labels/{label_id}", status_code=204)
async def delete_label(label_id: RowId, lead: Lead, session: WriteSession) -> None:
    """Remove a label from everywhere."""
    await marks.delete(session, label_id, by=lead)


@router.get("/conversations/{conversation_id}/aids")
async def aids(
    conversation_id: ConversationId,
    staff: Agent,
    session: ReadSession,
    labels: LabelsNow,
    services: ServicesNow,
) -> Aids:
    """Return labels, priority, snooze, one's reminders and who is here."""
    return await desk_reading.aids(session, conversation_id, staff, labels=labels, presence=services.presence)


@router.post("/conversations/{conversation_id}/labels", status_code=204)
async def choose_labels(
    conversation_id: ConversationId, choice: LabelChoice, staff: Agent, session: WriteSession
) -> None:
    """Put labels on a conversation and take others off."""
    await marks.choose(session, conversation_id, staff, on=choice.on, off=choice.off)


@router.post("/conversations/{conversation_id}/priority", status_code=204)
async def set_priority(
    conversation_id: ConversationId, choice: PriorityChoice, staff: Agent, session: WriteSession
) -> None:
    """Say how urgent a conversation is."""
    await marks.set_priority(session, conversation_id, staff, choice.priority)


@router.post("/conversations/{conversation_id}/snooze", status_code=204)
async def put_aside(
    conversation_id: ConversationId, choice: Until, staff: Agent, session: WriteSession
) -> None:
    """Put a conversation out of the lists until a moment."""
    await snooze.snooze(session, conversation_id, staff, choice.until)


@router.post("/conversations/{conversation_id}/wake", status_code=204)
async def wake(conversation_id: ConversationId, staff: Agent, session: WriteSession) -> None:
    """Bring a snoozed conversation back now."""
    await snooze.wake_by_hand(session, conversation_id, staff)


@router.post("/conversations/{conversation_id}/reminders", status_code=201)
async def remind(
    conversation_id: ConversationId, new: NewReminder, staff: Agent, session: WriteSession, labels: LabelsNow
) -> ReminderOut:
    """Have oneself reminded of a conversation."""
    made = await reminders.remind(session, conversation_id, staff, at=new.at, text=new.text)
    (shown,) = await desk_reading.reminders_out(session, [made], labels)
    return shown


@router.post("/reminders/{reminder_id}/done", status_code=204)
async def done(reminder_id: RowId, staff: Agent, session: WriteSession) -> None:
    """Tick one's own reminder off."""
    await reminders.done(session, reminder_id, staff)


@router.get("/to-do")
async def to_do(staff: Agent, session: ReadSession, labels: LabelsNow) -> ToDo:
    """List one's reminders and the notes one is named in and has not seen."""
    return await desk_reading.to_do(session, staff, labels)


@router.post("/conversations/{conversation_id}/opened", status_code=204)
async def opened(conversation_id: ConversationId, staff: Agent, session: WriteSession) -> None:
    """Note that one has opened a conversation: the notes in it that name one are seen."""
    await mentions.seen(session, conversation_id, staff)


@router.post("/conversations/{conversation_id}/here")
async def here(conversation_id: ConversationId, sign: Here, staff: Agent, services: ServicesNow) -> HereOut:
    """Give a sign of life from an open page, and learn which colleagues are here too."""
    await services.presence.tell(
        services.bus,
        Sign(
            conversation_id=conversation_id,
            staff_id=staff.id,
            name=staff.name,
            page=sign.page,
            doing=sign.doing,
        ),
    )
    others = services.presence.others(conversation_id, than=staff.id)
    return HereOut(present=others, sign_every_seconds=SIGN_EVERY)


@router.get("/starts")
async def all_starts(staff: Agent, session: ReadSession) -> StartsOut:
    """List the canned starts as they are kept."""
    return await desk_reading.all_starts(session, staff)


@router.get("/conversations/{conversation_id}/starts")
async def filled_starts(
    conversation_id: ConversationId, staff: Agent, session: ReadSession, labels: LabelsNow
) -> tuple[FilledOut, ...]:
    """List the starts filled for a conversation, those in its language first."""
    return await desk_reading.filled_starts(session, conversation_id, staff, labels)


@router.post("/starts", status_code=201)
async def make_start(new: NewStart, lead: Lead, session: WriteSession) -> StartOut:
    """Make a canned start."""
    return desk_reading.start_out(await starts.keep(session, lead, **new.model_dump()))


@router.put("/starts/{start_id}")
async def change_start(start_id: RowId, new: NewStart, lead: Lead, session: WriteSession) -> StartOut:
    """Change a canned start."""
    return desk_reading.start_out(await starts.keep(session, lead, **new.model_dump(), start_id=start_id))


@router.delete("/starts/{start_id}", status_code=204)
async def delete_start(start_id: RowId, lead: Lead, session: WriteSession) -> None:
    """Remove a canned start."""
    await starts.delete(session, start_id, by=lead)


@router.post("/bulk/marks")
async def mark_many(wanted: BulkMarks, staff: Agent, services: ServicesNow) -> BulkDone:
    """Label, prioritise, snooze, wake or close many conversations, with a result for each."""
    return await desk_bulk.do(services, staff, wanted)
