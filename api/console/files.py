"""A colleague's files, and the conversation as a file: by download, or by e-mail to the customer."""

from typing import Annotated
from urllib.parse import unquote

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response

from api.attachments import delivery, uploading
from api.attachments.errors import WrongType
from api.attachments.schemas import AttachmentOut
from api.conversations import repository
from api.conversations.openings import note_opening
from api.dependencies import CatalogNow, ReadSession, ServicesNow, SettingsNow, WriteSession
from api.staff import audit
from api.staff.dependencies import require_role
from api.staff.models import Staff
from api.theme.inputs import ConversationId
from api.theme.language import staff_language
from api.transcripts import service as transcripts
from api.transcripts.schemas import Format, MailedTo

Agent = Annotated[Staff, Depends(require_role("agent", "lead", "admin"))]
FileId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")

router = APIRouter(prefix="/api/console/conversations/{conversation_id}", tags=["console"])


@router.post("/attachments", status_code=201)
async def upload(
    conversation_id: ConversationId,
    staff: Agent,
    request: Request,
    services: ServicesNow,
    file_name: Annotated[str, Header(max_length=1000)] = "",
    content_length: Annotated[str | None, Header()] = None,
    content_type: Annotated[str, Header()] = "",
) -> AttachmentOut:
    """Upload a file for a reply still to be sent: the body is the file, its name comes percent-encoded."""
    language = staff_language(request)
    if content_type.partition(";")[0].strip().lower() in _FORMS:
        raise WrongType(language)
    async with services.database.glancing() as session:
        await repository.get(session, conversation_id)
    return await uploading.take(
        services.database,
        services.settings,
        conversation_id,
        request.stream(),
        name=unquote(file_name),
        author="agent",
        language=language,
        declared=content_length,
    )


@router.get("/attachments/{attachment_id}", response_class=Response)
async def download(
    conversation_id: ConversationId,
    attachment_id: FileId,
    staff: Agent,
    services: ServicesNow,
) -> Response:
    """The file itself. The audit trail says who took it; a picture comes with the conversation it is shown in."""
    async with services.database.reading() as session:
        file = await delivery.deliver(
            session, services.settings, conversation_id, attachment_id, reader="agent"
        )
    if file.headers["Content-Disposition"].startswith("inline"):
        await note_opening(services.database, staff, conversation_id)
    else:
        await audit.noted(
            services.database,
            staff,
            "file_taken",
            conversation_id=conversation_id,
            file=attachment_id,
            format=file.media_type,
        )
    return file


@router.delete("/attachments/{attachment_id}", status_code=204)
async def take_back(
    conversation_id: ConversationId, attachment_id: FileId, staff: Agent, services: ServicesNow
) -> None:
    """Remove a file that has not been sent."""
    await uploading.take_back(
        services.database, services.settings, conversation_id, attachment_id, author="agent"
    )


@router.get("/transcript", response_class=Response)
async def transcript(
    conversation_id: ConversationId,
    request: Request,
    staff: Agent,
    session: ReadSession,
    services: ServicesNow,
    catalog: CatalogNow,
    format: Annotated[Format, Query()] = "text",
) -> Response:
    """What was said, as text or as a page to print; notes are not in it. The audit trail says who took it."""
    conversation = await repository.get(session, conversation_id)
    file = await transcripts.as_file(
        session, conversation, format, catalog=catalog, language=staff_language(request)
    )
    await audit.noted(
        services.database, staff, "transcript_taken", conversation_id=conversation_id, format=format
    )
    return file


@router.post("/transcript", status_code=202)
async def mail_transcript(
    conversation_id: ConversationId,
    staff: Agent,
    session: WriteSession,
    catalog: CatalogNow,
    settings: SettingsNow,
) -> MailedTo:
    """Send it to the address that the customer has given in the conversation."""
    mailed = await transcripts.by_mail(session, conversation_id, catalog=catalog, settings=settings)
    await audit.note(session, staff, "transcript_mailed", conversation_id)
    return mailed
