"""Links that let somebody in once: an invitation to make an account, or a new password.

Only the SHA-256 of a link's token is kept. A link is used up by one statement, so two browsers cannot both use
it; a new link for the same person and purpose makes the earlier one worthless.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncSession

from api.db import Database, now
from api.mail.outbox import deliverable
from api.services import Services
from api.staff import audit, link_queries, repository
from api.staff.browsers import Browser
from api.staff.errors import AccountExists, LinkUsed, Unfit, WeakPassword
from api.staff.models import Staff, StaffLink
from api.staff.password_rules import weakness
from api.staff.passwords import hash_password
from api.staff.permissions import Role, takes_conversations
from api.staff.schemas import NewSession
from api.staff.service import hash_token, normal_email, open_session

INVITATION_LASTS = timedelta(days=7)
PASSWORD_LINK_LASTS = timedelta(hours=24)
LONGEST_NAME = 200

Purpose = Literal["invitation", "password"]


@dataclass(frozen=True)
class NewLink:
    """A link just made; the only moment its token is known in clear."""

    token: str
    email: str


async def invite(session: AsyncSession, by: Staff, *, email: str, role: Role) -> NewLink:
    """Make a link with which the owner of an address makes an account.

    Raises:
        AccountExists: The address has one.
        BadAddress: It is not an address of one person.
    """
    address = deliverable(normal_email(email))
    if await repository.staff_by_email(session, address):
        raise AccountExists
    await audit.note(session, by, "person_invited", role=role)
    return await _make(session, "invitation", address, role=role, by=by, lasts=INVITATION_LASTS)


async def withdraw(session: AsyncSession, by: Staff, token_hash: str) -> None:
    """Make an invitation worthless."""
    if await link_queries.delete_open(session, token_hash):
        await audit.note(session, by, "invitation_withdrawn")


async def password_link(session: AsyncSession, staff: Staff, *, by: Staff | None) -> NewLink:
    """Make a link with which the owner of an account chooses a new password; `by` is None if they asked."""
    await audit.note(session, by, "password_link_made", person=staff.id)
    return await _make(session, "password", staff.email, role=None, by=by, lasts=PASSWORD_LINK_LASTS)


async def open_link(session: AsyncSession, purpose: Purpose, token: str) -> StaffLink:
    """Return a link that can still be used.

    Raises:
        LinkUsed: It was never made, has expired, or was used.
    """
    found = await link_queries.open_link(session, hash_token(token), purpose, at=now())
    if found is None:
        raise LinkUsed
    return found


async def accept_invitation(
    database: Database, token: str, *, name: str, password: str, language: str, browser: Browser
) -> NewSession:
    """Make the account that somebody was invited to, and log them in.

    Raises:
        LinkUsed: As for `open_link`, or somebody made the account meanwhile.
        Unfit: There is no name.
        WeakPassword: The password is one that others would guess.
    """
    called = " ".join(name.split())
    if not called or len(called) > LONGEST_NAME:
        raise Unfit(fields={"name": "missing"})
    async with database.reading() as session:
        link = await open_link(session, "invitation", token)
    _check(password, email=link.email)
    password_hash = await hash_password(password)
    async with database.writing() as session:
        await _use_up(session, link)
        staff = await make_account(session, link, name=called, password_hash=password_hash)
        staff.language = language
        await audit.note(session, staff, "invitation_accepted", role=staff.role, invited_by=link.made_by)
        return open_session(session, staff, browser=browser)


async def make_account(session: AsyncSession, link: StaffLink, *, name: str, password_hash: str) -> Staff:
    """Make the account of an invitation.

    Raises:
        LinkUsed: Somebody made the account meanwhile.
    """
    if await repository.staff_by_email(session, link.email):
        raise LinkUsed
    role = link.role or "agent"
    staff = Staff(
        email=link.email,
        name=name,
        role=role,
        password_hash=password_hash,
        available=takes_conversations(role),
    )
    session.add(staff)
    await session.flush()
    return staff


async def choose_password(database: Database, token: str, *, password: str) -> None:
    """Give the owner of a link the password they chose; their sessions end.

    Raises:
        LinkUsed: As for `open_link`, or the account is inactive.
        WeakPassword: The password is one that others would guess.
    """
    async with database.reading() as session:
        link = await open_link(session, "password", token)
    _check(password, email=link.email)
    password_hash = await hash_password(password)
    async with database.writing() as session:
        await _use_up(session, link)
        staff = await repository.staff_by_email(session, link.email)
        if staff is None or not staff.active:
            raise LinkUsed
        staff.password_hash = password_hash
        await repository.delete_sessions_of(session, staff.id)
        await audit.note(session, staff, "password_chosen", how="link")


async def void_password_links(session: AsyncSession, email: str) -> None:
    """Make the links to a new password for an account worthless, since it has just been given one."""
    await link_queries.delete_open_for(session, email, "password")


async def void_invitations_by(session: AsyncSession, staff_id: int) -> None:
    """Make the invitations of somebody who may no longer invite worthless."""
    await link_queries.delete_open_by(session, staff_id)


async def forget_ended(services: Services) -> int:
    """Forget the links that nobody can use any more, and the addresses in them."""
    async with services.database.writing() as session:
        return await link_queries.delete_ended(session, at=now())


async def _make(
    session: AsyncSession,
    purpose: Purpose,
    email: str,
    *,
    role: Role | None,
    by: Staff | None,
    lasts: timedelta,
) -> NewLink:
    token = secrets.token_urlsafe(32)
    moment: datetime = now()
    await link_queries.delete_open_for(session, email, purpose)
    session.add(
        StaffLink(
            token_hash=hash_token(token),
            purpose=purpose,
            email=email,
            role=role,
            made_by=by.id if by else None,
            created_at=moment,
            expires_at=moment + lasts,
        )
    )
    return NewLink(token, email)


async def _use_up(session: AsyncSession, link: StaffLink) -> None:
    if not await link_queries.use(session, link.token_hash, at=now()):
        raise LinkUsed


def _check(password: str, *, email: str) -> None:
    weak = weakness(password, email=email)
    if weak:
        raise WeakPassword(weak)
