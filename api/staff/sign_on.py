"""Signing on with an OpenID Connect provider: begun here, shown to the provider, and back.

The provider's word counts for an address it has verified. There must be an account with that address, or an
invitation to it; or newcomers get one by the settings (``oidc_create``, ``oidc_roles``). From then on the account
is known by the provider's own name for the person, so a change of address there changes nothing here.
"""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from api.db import now
from api.services import Services
from api.settings import Settings
from api.staff import audit, link_queries, repository, sign_on_queries
from api.staff.browsers import Browser
from api.staff.links import LONGEST_NAME, make_account
from api.staff.logging_in import CodeNeeded, first_step_done
from api.staff.models import SignOn, Staff
from api.staff.passwords import hash_password
from api.staff.people import wanted_role
from api.staff.permissions import takes_conversations
from api.staff.provider import Challenge, Identity, Provider
from api.staff.schemas import NewSession
from api.staff.seal import seal_facts, unseal_facts
from api.staff.service import normal_email
from api.staff.sign_on_errors import SignOnRefused

BACK_WITHIN = timedelta(minutes=10)


async def begin(provider: Provider, *, settings: Settings, back: str, wanted: str) -> tuple[str, str]:
    """Begin signing on.

    Args:
        provider: Who vouches for people.
        settings: Whose secret seals what the browser keeps.
        back: The address the provider sends the browser back to.
        wanted: The page to go on to afterwards.

    Returns:
        Where the browser goes, and what it keeps meanwhile.
    """
    challenge = Challenge(
        state=secrets.token_urlsafe(32), nonce=secrets.token_urlsafe(32), verifier=secrets.token_urlsafe(48)
    )
    address = await provider.address(challenge, back=back)
    kept = {
        "state": challenge.state,
        "nonce": challenge.nonce,
        "verifier": challenge.verifier,
        "back": back,
        "next": wanted,
    }
    return address, seal_facts(settings.secret, "sign-on", kept)


async def finish(
    services: Services,
    provider: Provider,
    *,
    kept: str,
    state: str,
    code: str,
    browser: Browser,
    replaces: str | None,
) -> tuple[NewSession | CodeNeeded, str]:
    """Let in whoever came back from the provider.

    Returns:
        The session, or that a code is needed; and the page to go on to.

    Raises:
        SignOnRefused: The browser, the token or the person is not the right one.
        ProviderAway: The provider does not answer.
    """
    facts = unseal_facts(services.settings.secret, "sign-on", kept, within=BACK_WITHIN)
    if facts is None or not secrets.compare_digest(facts["state"].encode(), state.encode()):
        raise SignOnRefused("stale")
    if not code:
        raise SignOnRefused("denied")
    challenge = Challenge(state=facts["state"], nonce=facts["nonce"], verifier=facts["verifier"])
    identity = await provider.identity(challenge, code=code, back=facts["back"])
    try:
        staff = await _account_of(services, identity)
    except SignOnRefused as error:
        facts = {"reason": error.reason, "address": browser.address}
        await audit.noted(services.database, None, "sign_on_refused", **facts)
        raise
    done = await first_step_done(services, staff, how="sign_on", browser=browser, replaces=replaces)
    return done, facts["next"]


def mapped_role(settings: Settings, claims: Mapping[str, Any]) -> str | None:
    """Return the role of the first line of ``oidc_roles`` that fits, None if none does."""
    for claim, value, role in settings.oidc_roles:
        said = claims.get(claim)
        if said == value or (isinstance(said, list) and value in said):
            return role
    return None


async def _account_of(services: Services, identity: Identity) -> Staff:
    # Argon2 works before the transaction, since most logins need it only the first time.
    async with services.database.reading() as session:
        staff = await sign_on_queries.known_as(session, identity.issuer, identity.subject)
    if staff is None:
        password_hash = await hash_password(secrets.token_urlsafe(32))
        async with services.database.writing() as session:
            staff = await _linked(session, identity, settings=services.settings, password_hash=password_hash)
    if not staff.active:
        raise SignOnRefused("inactive")
    return staff


async def _linked(
    session: AsyncSession, identity: Identity, *, settings: Settings, password_hash: str
) -> Staff:
    if identity.email is None:
        raise SignOnRefused("unverified")
    email = normal_email(identity.email)
    staff = await repository.staff_by_email(session, email)
    if staff is None:
        staff = await _newcomer(session, identity, email, settings=settings, password_hash=password_hash)
    if not staff.active:
        raise SignOnRefused("inactive")
    session.add(SignOn(staff_id=staff.id, issuer=identity.issuer, subject=identity.subject))
    await audit.note(session, staff, "sign_on_linked")
    return staff


async def _newcomer(
    session: AsyncSession, identity: Identity, email: str, *, settings: Settings, password_hash: str
) -> Staff:
    name = " ".join((identity.name or email.partition("@")[0]).split())[:LONGEST_NAME]
    link = await link_queries.open_invitation_for(session, email, at=now())
    if link is not None and await link_queries.use(session, link.token_hash, at=now()):
        staff = await make_account(session, link, name=name, password_hash=password_hash)
        await audit.note(session, staff, "invitation_accepted", role=staff.role, invited_by=link.made_by)
        return staff
    role = mapped_role(settings, identity.claims) if settings.oidc_create else None
    if role is None:
        raise SignOnRefused("unknown")
    wanted = wanted_role(role)
    staff = Staff(
        email=email,
        name=name,
        role=wanted,
        password_hash=password_hash,
        available=takes_conversations(wanted),
    )
    session.add(staff)
    await session.flush()
    await audit.note(session, staff, "account_made", role=role, how="sign_on")
    return staff
