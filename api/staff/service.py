"""Logging in and out, and the accounts themselves."""

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from api.db import Database, now
from api.staff import repository
from api.staff.attempts import Attempts
from api.staff.errors import AccountExists, TooManyAttempts, UnknownAccount, WrongCredentials
from api.staff.models import Staff, StaffSession
from api.staff.passwords import hash_password, password_matches, random_password
from api.staff.schemas import Login, NewAccount, NewSession, Role

SESSION_LASTS = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)


async def log_in(
    database: Database, attempts: Attempts, *, email: str, password: str, address: str, replaces: str | None
) -> NewSession:
    """Open a session for whoever owns `email` and `password`.

    The password is checked between two transactions, so that nobody waits for a lock while argon2 works.

    Args:
        database: Where accounts and sessions are.
        attempts: The failures so far.
        email: As typed; case and surrounding space do not matter.
        password: As typed.
        address: The network address of the browser.
        replaces: The token of a session this browser had before, which ends.

    Raises:
        TooManyAttempts: This address or this account has failed too often.
        WrongCredentials: The account is unknown or inactive, or the password is wrong.
    """
    account = normal_email(email)
    keys = (f"address:{address}", f"account:{account}")
    wait = attempts.begin(keys)
    if wait:
        raise TooManyAttempts(wait)
    async with database.reading() as session:
        staff = await repository.staff_by_email(session, account)
    known = staff.password_hash if staff and staff.active else None
    if not await password_matches(password, known) or staff is None:
        raise WrongCredentials
    attempts.succeeded(keys)
    async with database.writing() as session:
        await repository.delete_expired_sessions(session, at=now())
        if replaces:
            await repository.delete_session(session, hash_token(replaces))
        return open_session(session, staff)


def open_session(session: AsyncSession, staff: Staff) -> NewSession:
    """Open a session for `staff`, who has shown to be that person."""
    token = secrets.token_urlsafe(32)
    session.add(
        StaffSession(
            token_hash=hash_token(token),
            staff_id=staff.id,
            csrf=secrets.token_urlsafe(32),
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
    if now() - open_session.last_seen_at > SEEN_EVERY:
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


async def add_account(session: AsyncSession, *, email: str, name: str, role: Role) -> NewAccount:
    """Make an account with a password of its own.

    Raises:
        AccountExists: The address has one.
    """
    account = normal_email(email)
    if await repository.staff_by_email(session, account):
        raise AccountExists
    password = random_password()
    session.add(Staff(email=account, name=name, role=role, password_hash=await hash_password(password)))
    await session.flush()
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
    return staff


def normal_email(email: str) -> str:
    """Return the address as accounts are kept: without space around it or control characters, in small letters."""
    return "".join(character for character in email.strip().lower() if character.isprintable())


def hash_token(token: str) -> str:
    """Return what is stored of a session token: its SHA-256, since the token itself is 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()
