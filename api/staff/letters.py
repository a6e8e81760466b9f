"""The e-mails that carry links: in the language of whoever gets them, where it is known."""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from api.mail.outbox import enqueue
from api.settings import Settings
from api.staff import audit, links, repository
from api.staff.attempts import Attempts
from api.staff.links import NewLink
from api.staff.service import normal_email
from api.theme.texts import Wording

_INVITATION = "invitation"
_PASSWORD = "password_link"


def mail_is_set_up(settings: Settings) -> bool:
    """Say whether links can be sent without anybody logged in: there must be a server, and our own address.

    The address is never taken from a request of somebody unknown, who could have the link lead elsewhere.
    """
    return settings.smtp_url is not None and settings.public_url is not None


def invitation_address(base: str, link: NewLink) -> str:
    """Return the link of an invitation."""
    return f"{base}/login/invitation/{link.token}"


def password_address(base: str, link: NewLink) -> str:
    """Return the link to a new password."""
    return f"{base}/login/password/{link.token}"


async def send_invitation(session: AsyncSession, link: NewLink, *, base: str, by: str, t: Wording) -> None:
    """Write to somebody that `by` has invited them."""
    address = invitation_address(base, link)
    await enqueue(
        session,
        kind=_INVITATION,
        address=link.email,
        subject=t("letters.invitation.subject", name=by),
        text=t("letters.invitation.text", name=by, link=address),
    )


async def send_new_password(session: AsyncSession, link: NewLink, *, base: str, t: Wording) -> None:
    """Write to somebody where they choose a new password."""
    await enqueue(
        session,
        kind=_PASSWORD,
        address=link.email,
        subject=t("letters.password.subject"),
        text=t("letters.password.text", link=password_address(base, link)),
    )


async def send_password_link(
    session: AsyncSession,
    attempts: Attempts,
    *,
    email: str,
    address: str,
    settings: Settings,
    wordings: Mapping[str, Wording],
    language: str,
) -> bool:
    """Send a link to the owner of an account, if there is one; nothing tells the difference.

    Returns:
        Whether it was asked for seldom enough.
    """
    account = normal_email(email)
    if attempts.begin((f"address:{address}", f"account:{account}")):
        return False
    staff = await repository.staff_by_email(session, account)
    await audit.note(session, None, "password_link_asked", address=address)
    if staff is None or not staff.active:
        return True
    link = await links.password_link(session, staff, by=None)
    t = wordings[staff.language or language]
    await send_new_password(session, link, base=settings.public_url or "", t=t)
    return True
