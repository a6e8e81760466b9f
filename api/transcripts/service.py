"""Hands out transcripts: as a file to whoever may read the conversation, by e-mail to the visitor only."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from api.conversations import repository
from api.conversations.models import Conversation
from api.db import now
from api.mail.outbox import enqueue
from api.settings import Settings
from api.transcripts import queries
from api.transcripts.content import as_text, transcript_of
from api.transcripts.errors import NoAddress, NoMailServer, SentJustNow
from api.transcripts.page import CONTENT_SECURITY_POLICY, as_page
from api.transcripts.schemas import Format, MailedTo
from api.transcripts.words import words
from bot.catalog import Catalog

PAUSE = timedelta(minutes=10)
A_DAY = timedelta(days=1)
IN_A_DAY = 3


async def as_file(
    session: AsyncSession, conversation: Conversation, format: Format, *, catalog: Catalog, language: str
) -> Response:
    """The transcript to save (text) or to look at and print (html)."""
    transcript = await transcript_of(session, conversation, catalog=catalog, language=language)
    name = f"{words(language)('file_name')}-{conversation.created_at:%Y-%m-%d}"
    if format == "text":
        headers = {"Content-Disposition": f'attachment; filename="{name}.txt"'}
        return Response(as_text(transcript), media_type="text/plain", headers=headers)
    headers = {
        "Content-Disposition": f'inline; filename="{name}.html"',
        "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    }
    return Response(as_page(transcript), media_type="text/html", headers=headers)


async def by_mail(
    session: AsyncSession, conversation_id: str, *, catalog: Catalog, settings: Settings
) -> MailedTo:
    """Put the transcript into the outbox, to the address that the visitor has given in this conversation.

    Never to another one, so that nobody can have words sent to a stranger in the business's name again and again.

    Raises:
        NoMailServer: None is set up, and nobody is to be told that something is on its way.
        NoAddress: The visitor has given none here.
        SentJustNow: It was sent less than 10 minutes ago, or three times within a day.
    """
    conversation = await repository.lock(session, conversation_id)
    language = conversation.language
    if not settings.smtp_url:
        raise NoMailServer(language)
    contact = await repository.contact_of(session, conversation)
    if contact is None or not contact.email:
        raise NoAddress(language)
    await _check_not_too_often(session, conversation)
    t, business = words(language), catalog.business.name
    transcript = await transcript_of(session, conversation, catalog=catalog, language=language)
    hello = t("mail.hello", business=business)
    some = any(said.files for day in transcript.days for said in day.said)
    note = t("mail.files") if some else ""
    await enqueue(
        session,
        kind=queries.KIND,
        address=contact.email,
        subject=t("mail.subject", business=business),
        text="\n\n".join(part for part in (hello, as_text(transcript), note) if part),
        html=as_page(transcript, hello=hello, files_note=note),
        conversation_id=conversation.id,
    )
    return MailedTo(address=contact.email)


async def _check_not_too_often(session: AsyncSession, conversation: Conversation) -> None:
    moment = now()
    sent = await queries.sent_since(session, conversation.id, moment - A_DAY)
    if not sent:
        return
    free_at = sent[-1] + A_DAY if len(sent) >= IN_A_DAY else sent[0] + PAUSE
    if free_at > moment:
        wait = int((free_at - moment).total_seconds()) + 1
        raise SentJustNow(conversation.language, headers={"Retry-After": str(wait)})
