"""Sessions, and the accounts as the command line keeps them. The way in is in `logging_in.py`."""

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from api.db import Database, now
from api.staff import audit, repository, two_factor
from api.staff.browsers import Browser
from api.staff.errors import AccountExists, UnknownAccount
from api.staff.models import Staff, StaffSession
from api.staff.passwords import hash_password, random_password
from api.staff.permissions import takes_conversations
from api.staff.schemas import Login, NewAccount, NewSession, Role

SESSION_LASTS = timedelta(hours=12)
SEEN_EVERY = timedelta(seconds=15)


def open_session(session: AsyncSession, staff: Staff, *, browser: Browser | None = None) -> NewSession:
    """Open a session for `staff`, who has shown to be that person."""
    token = secrets.token_urlsafe(32)
    session.add(
        StaffSession(
            token_hash=hash_token(token),
            staff_id=staff.id,
            csrf=secrets.token_urlsafe(32),
            browser=browser.agent if browser else None,
            address=browser.address if browser else None,
            expires_at=now() + SESSION_LASTS,
        )
    )
    return NewSession(staff=staff, token=token)


async def current_login(database: Database, token: str) -> Login | None:
    """Return who `token` belongs to, and note now and then that they are there; None if nobody."""
    async with database.reading() as session:
        found = await repository.login_by_token_hash(session, hash_token(token), at=now())
    if found is None:
        return None
    staff, open_session = found
    # Seen in the future: the clock was put back, and who has left since would seem to be here until it is caught up.
    if abs(now() - open_session.last_seen_at) > SEEN_EVERY:
        async with database.writing() as session:
            await repository.mark_seen(session, open_session.token_hash, at=now())
    return Login(
        staff=staff,
        csrf=open_session.csrf,
        expires_at=open_session.expires_at,
        token_hash=open_session.token_hash,
    )


async def log_out(session: AsyncSession, login: Login) -> None:
    """End the session."""
    await repository.delete_session(session, login.token_hash)
    await audit.note(session, login.staff, "logged_out")


async def add_account(session: AsyncSession, *, email: str, name: str, role: Role) -> NewAccount:
    """Make an account with a password of its own.

    Raises:
        AccountExists: The address has one.
    """
    account = normal_email(email)
    if await repository.staff_by_email(session, account):
        raise AccountExists
    password = random_password()
    session.add(
        Staff(
            email=account,
            name=name,
            role=role,
            password_hash=await hash_password(password),
            available=takes_conversations(role),
        )
    )
    await session.flush()
    await audit.note(session, None, "account_made", role=role, how="command_line")
    return NewAccount(role=role, email=account, password=password)


async def reset_password(session: AsyncSession, *, email: str, role: Role | None = None) -> NewAccount:
    """Give an account a new password, and a new role if asked; ends its sessions and makes it active.

    Raises:
        UnknownAccount: There is no such account.
    """
    staff = await repository.staff_by_email(session, normal_email(email))
    if staff is None:
        raise UnknownAccount
    password = random_password()
    staff.password_hash = await hash_password(password)
    staff.role = role or staff.role
    staff.active = True
    await repository.delete_sessions_of(session, staff.id)
    await audit.note(session, None, "password_reset", person=staff.id, role=staff.role, how="command_line")
    return NewAccount(role=staff.role, email=staff.email, password=password)


async def set_active(session: AsyncSession, *, email: str, active: bool) -> Staff:
    """Let an account log in, or no more: then its sessions end at once. Its name stays on what it did.

    Raises:
        UnknownAccount: There is no such account.
    """
    staff = await repository.staff_by_email(session, normal_email(email))
    if staff is None:
        raise UnknownAccount
    staff.active = active
    if not active:
        await repository.delete_sessions_of(session, staff.id)
    action = "account_activated" if active else "account_deactivated"
    await audit.note(session, None, action, person=staff.id, how="command_line")
    return staff


async def forget_two_factor(session: AsyncSession, *, email: str) -> Staff:
    """Take the second step off an account whose owner lost phone and spare codes.

    Raises:
        UnknownAccount: There is no such account.
    """
    staff = await repository.staff_by_email(session, normal_email(email))
    if staff is None:
        raise UnknownAccount
    await two_factor.forget(session, staff)
    await audit.note(session, None, "two_factor_taken_off", person=staff.id, how="command_line")
    return staff


def normal_email(email: str) -> str:
    """Return the address as accounts are kept: without space around it or control characters, in small letters."""
    return "".join(character for character in email.strip().lower() if character.isprintable())


def hash_token(token: str) -> str:
    """Return what is stored of a session token: its SHA-256, since the token itself is 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()
