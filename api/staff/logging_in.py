"""The way in: password, then a code for those who turned that on, then a session.

Between the two steps nothing is stored: who has shown the password is sealed into a cookie for five minutes.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from api.db import now
from api.services import Services
from api.staff import audit, repository, two_factor
from api.staff.attempts import Attempts
from api.staff.browsers import Browser
from api.staff.errors import LoginExpired, TooManyAttempts, WrongCode, WrongCredentials
from api.staff.models import Staff
from api.staff.passwords import password_matches
from api.staff.schemas import NewSession
from api.staff.seal import seal_facts, unseal_facts
from api.staff.service import hash_token, normal_email, open_session

CODE_WITHIN = timedelta(minutes=5)


@dataclass(frozen=True)
class CodeNeeded:
    """The first step is done; ``pending`` is what the browser brings back together with the code."""

    pending: str


async def log_in(
    services: Services,
    attempts: Attempts,
    *,
    email: str,
    password: str,
    browser: Browser,
    replaces: str | None,
) -> NewSession | CodeNeeded:
    """Let in whoever owns `email` and `password`, or ask them for a code.

    The password is checked between two transactions, so that nobody waits for a lock while argon2 works.

    Args:
        services: Where accounts and sessions are.
        attempts: The failures so far.
        email: As typed; case and surrounding space do not matter.
        password: As typed.
        browser: Where the login comes from.
        replaces: The token of a session this browser had before, which ends.

    Raises:
        TooManyAttempts: This address or this account has failed too often.
        WrongCredentials: The account is unknown or inactive, or the password is wrong.
    """
    account = normal_email(email)
    keys = (f"address:{browser.address}", f"account:{account}")
    wait = attempts.begin(keys)
    if wait:
        raise TooManyAttempts(wait)
    async with services.database.reading() as session:
        staff = await repository.staff_by_email(session, account)
    known = staff.password_hash if staff and staff.active else None
    if not await password_matches(password, known) or staff is None:
        await _failed(services, staff, "password", browser)
        raise WrongCredentials
    attempts.succeeded(keys)
    return await first_step_done(services, staff, how="password", browser=browser, replaces=replaces)


async def first_step_done(
    services: Services, staff: Staff, *, how: str, browser: Browser, replaces: str | None
) -> NewSession | CodeNeeded:
    """Go on with somebody who has shown who they are: to a session, or to the code they turned on."""
    if staff.totp_confirmed_at is not None:
        facts = {"staff_id": staff.id, "how": how}
        return CodeNeeded(seal_facts(services.settings.secret, "second-step", facts))
    async with services.database.writing() as session:
        return await _let_in(session, staff, how=how, browser=browser, replaces=replaces)


async def log_in_with_code(
    services: Services,
    attempts: Attempts,
    *,
    pending: str,
    code: str,
    browser: Browser,
    replaces: str | None,
) -> NewSession:
    """Let in whoever has done the first step and types a code, of the phone or a spare one.

    Raises:
        LoginExpired: The first step was too long ago, or the account is inactive by now.
        TooManyAttempts: This account has had too many wrong codes.
        WrongCode: The code is wrong, old, or was used.
    """
    facts = unseal_facts(services.settings.secret, "second-step", pending, within=CODE_WITHIN)
    if facts is None:
        raise LoginExpired
    keys = (f"code:{facts['staff_id']}",)
    wait = attempts.begin(keys)
    if wait:
        raise TooManyAttempts(wait)
    async with services.database.writing() as session:
        staff = await repository.locked(session, facts["staff_id"])
        if not staff.active or staff.totp_confirmed_at is None:
            raise LoginExpired
        if await two_factor.accepts(session, staff, code, settings=services.settings):
            attempts.succeeded(keys)
            return await _let_in(session, staff, how=facts["how"], browser=browser, replaces=replaces)
    await _failed(services, staff, "code", browser)
    raise WrongCode


def pending_is_fresh(services: Services, pending: str) -> bool:
    """Say whether a code can still be typed after this first step."""
    return unseal_facts(services.settings.secret, "second-step", pending, within=CODE_WITHIN) is not None


async def _let_in(
    session: AsyncSession, staff: Staff, *, how: str, browser: Browser, replaces: str | None
) -> NewSession:
    await repository.delete_expired_sessions(session, at=now())
    if replaces:
        await repository.delete_session(session, hash_token(replaces))
    code = staff.totp_confirmed_at is not None
    await audit.note(session, staff, "logged_in", how=how, code=code, address=browser.address)
    return open_session(session, staff, browser=browser)


async def _failed(services: Services, staff: Staff | None, step: str, browser: Browser) -> None:
    # What was typed as the address is not kept: now and then it is the password.
    await audit.noted(services.database, staff, "login_failed", step=step, address=browser.address)
