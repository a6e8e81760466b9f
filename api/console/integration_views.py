"""What other systems are told and may do, in the words of whoever looks."""

from dataclasses import asdict
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

import api.mail
import api.tokens
import api.webhooks
from api.console.integration_schemas import (
    Choice,
    DeliveriesView,
    DeliveryView,
    Integrations,
    MailView,
    TokenView,
    WebhookView,
)
from api.mail import outbox
from api.mail.status import mail_status
from api.settings import Settings
from api.staff.models import Staff
from api.theme.texts import Wording, load_texts
from api.tokens import service as tokens
from api.tokens.schemas import TokenOut
from api.tokens.scopes import SCOPES
from api.webhooks import events
from api.webhooks import service as webhooks
from api.webhooks.schemas import DeliveryOut, WebhookOut

_WORDS = load_texts(
    [Path(str(package.__file__)).parent / "texts" for package in (api.mail, api.tokens, api.webhooks)]
)


async def integrations(session: AsyncSession, settings: Settings, *, language: str) -> Integrations:
    """Everything about other systems on one page."""
    t = _WORDS[language]
    return Integrations(
        mail=await mail(session, settings, language=language),
        webhooks=[webhook(each, language=language) for each in await webhooks.listed(session)],
        tokens=[token(each, language=language) for each in await tokens.listed(session)],
        events=[Choice(name=name, words=_event(name, t)) for name in events.CHOICES],
        scopes=[Choice(name=name, words=t.label("scope", name)) for name in SCOPES],
    )


async def mail(session: AsyncSession, settings: Settings, *, language: str) -> MailView:
    """How the mail is doing."""
    t, status = _WORDS[language], await mail_status(session, settings)
    if not status.set_up:
        words = t("mail.not_set_up")
    elif status.waiting and status.last_error:
        words = t("mail.waiting", n=status.waiting, error=status.last_error)
    else:
        words = t("mail.in_order")
    return MailView.model_validate({**asdict(status), "words": words})


async def send_test_mail(session: AsyncSession, staff: Staff, *, language: str) -> None:
    """Have an e-mail sent to whoever asks for it."""
    t = _WORDS[language]
    await outbox.enqueue(
        session,
        kind="test",
        address=staff.email,
        subject=t("mail.test_subject"),
        text=t("mail.test_text", name=staff.name),
    )


def webhook(shown: WebhookOut, *, language: str) -> WebhookView:
    """A webhook with its note in words."""
    words = _WORDS[language].label("note", shown.note) if shown.note else None
    return WebhookView(**shown.model_dump(), note_words=words)


def token(shown: TokenOut, *, language: str) -> TokenView:
    """A key, and in words whether it is good."""
    if shown.revoked_at is not None:
        standing = "revoked"
    elif not shown.usable:
        standing = "expired"
    else:
        standing = "usable" if shown.last_used_at else "unused"
    return TokenView(**shown.model_dump(), words=_WORDS[language](f"key.{standing}"))


async def log(session: AsyncSession, webhook_id: int, *, before: int | None, language: str) -> DeliveriesView:
    """What a webhook was told, in words.

    Raises:
        WebhookNotFound: There is none.
    """
    found = await webhooks.log_of(session, webhook_id, before=before)
    return DeliveriesView(
        deliveries=[delivery(each, language=language) for each in found.deliveries], before=found.before
    )


def delivery(told: DeliveryOut, *, language: str) -> DeliveryView:
    """One thing told, in words."""
    t, problem = _WORDS[language], told.last_error
    return DeliveryView(
        **told.model_dump(),
        event_words=_event(told.event, t),
        state_words=t.label("state", told.state),
        problem_words=t(f"problem.{problem}", status=told.status or "") if problem else None,
        can_repeat=told.state != "waiting",
    )


def _event(name: str, t: Wording) -> str:
    words = t.label("event", events.plain(name))
    return t("with_text", event=words) if name.endswith(events.WITH_TEXT) else words
