"""What everybody keeps of their own account: name, language, password, and where they are signed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from api.db import Database, now
from api.staff import audit, repository
from api.staff.attempts import Attempts
from api.staff.browsers import Named, named
from api.staff.errors import TooManyAttempts, Unfit, WeakPassword, WrongPassword
from api.staff.links import LONGEST_NAME, void_password_links
from api.staff.password_rules import weakness
from api.staff.passwords import hash_password, password_matches
from api.staff.schemas import Login
from api.theme.texts import STAFF_LANGUAGES


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """One browser somebody is signed in with; ``id`` is no secret to them."""

    id: str
    browser: Named
    address: str | None
    since: datetime
    last_seen: datetime
    this_one: bool


async def change_profile(session: AsyncSession, staff_id: int, *, name: str, language: str) -> None:
    """Change the name customers see, and the language of the pages (empty: the browser's).

    Raises:
        Unfit: There is no name, or it is too long.
    """
    called = " ".join(name.split())
    if not called or len(called) > LONGEST_NAME or not called.isprintable():
        raise Unfit(fields={"name": "missing"})
    staff = await repository.locked(session, staff_id)
    if staff.name != called:
        await audit.note(session, staff, "name_changed")
    staff.name = called
    staff.language = language if language in STAFF_LANGUAGES else None


async def remember_language(database: Database, staff_id: int, language: str) -> None:
    """Keep the language somebody chose from the menu."""
    async with database.writing() as session:
        (await repository.locked(session, staff_id)).language = language


async def change_password(
    database: Database, attempts: Attempts, login: Login, *, present: str, wanted: str
) -> None:
    """Change one's password; every other session ends.

    Raises:
        TooManyAttempts: The present password was guessed too often.
        WrongPassword: The present password is another.
        WeakPassword: The new one is one that others would guess.
    """
    keys = (f"password:{login.staff.id}",)
    wait = attempts.begin(keys)
    if wait:
        raise TooManyAttempts(wait)
    if not await password_matches(present, login.staff.password_hash):
        raise WrongPassword
    attempts.succeeded(keys)
    weak = weakness(wanted, email=login.staff.email)
    if weak:
        raise WeakPassword(weak)
    password_hash = await hash_password(wanted)
    async with database.writing() as session:
        staff = await repository.locked(session, login.staff.id)
        staff.password_hash = password_hash
        await repository.delete_other_sessions(session, staff.id, keep=login.token_hash)
        await void_password_links(session, staff.email)
        await audit.note(session, staff, "password_chosen", how="account")


async def signed_in(session: AsyncSession, login: Login) -> Sequence[SignedIn]:
    """Return where one is signed in: this browser first, then the one used last."""
    found = [
        SignedIn(
            id=one.token_hash,
            browser=named(one.browser),
            address=one.address,
            since=one.created_at,
            last_seen=one.last_seen_at,
            this_one=one.token_hash == login.token_hash,
        )
        for one in await repository.sessions_of(session, login.staff.id, at=now())
    ]
    return sorted(found, key=lambda one: not one.this_one)


async def end_session(session: AsyncSession, login: Login, session_id: str) -> None:
    """End one of one's own sessions."""
    await repository.delete_session_of(session, login.staff.id, session_id)
    await audit.note(session, login.staff, "session_ended")


async def end_other_sessions(session: AsyncSession, login: Login) -> None:
    """End all of one's own sessions but this one."""
    await repository.delete_other_sessions(session, login.staff.id, keep=login.token_hash)
    await audit.note(session, login.staff, "other_sessions_ended")
