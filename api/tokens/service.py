"""Making, recognising and revoking keys.

A key that writes does so in the name of an account of its own, made when it first writes: so whoever takes, answers or
closes a conversation is always somebody, and no other part need know about keys. Nobody can log in with that account.
"""

import hashlib
import hmac
import secrets
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from api.db import Database, now
from api.staff.models import KEY_ACCOUNTS, Staff
from api.tokens import repository
from api.tokens.errors import TokenInvalid
from api.tokens.models import ApiToken
from api.tokens.schemas import NewToken, TokenMade, TokenOut

PREFIX = "kd_"
USED_EVERY = timedelta(minutes=1)
_HINT_LENGTH = 8
_LONGEST = 100
# No hash is like this, so no password can be right.
_NO_PASSWORD = "!"


async def listed(session: AsyncSession) -> list[TokenOut]:
    """Every key, those that are no longer good as well."""
    return [_shown(token) for token in await repository.all_of(session)]


async def make(session: AsyncSession, new: NewToken, *, made_by: int | None) -> TokenMade:
    """Make a key; it is told this once."""
    words = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken(
        name=new.name,
        token_hash=hash_of(words),
        hint=words[:_HINT_LENGTH],
        scopes=sorted(set(new.scopes)),
        expires_at=new.expires_at,
        made_by=made_by,
    )
    session.add(token)
    await session.flush()
    return TokenMade(**_shown(token).model_dump(), token=words)


async def revoke(session: AsyncSession, token_id: int) -> TokenOut:
    """Make a key good for nothing, from the next request on.

    Raises:
        TokenNotFound: There is none.
    """
    token = await repository.get(session, token_id)
    token.revoked_at = token.revoked_at or now()
    return _shown(token)


async def recognise(database: Database, words: str) -> ApiToken:
    """Whose key this is; noted now and then as used.

    Raises:
        TokenInvalid: It is nobody's, revoked, or has run out.
    """
    if not words.startswith(PREFIX) or len(words) > _LONGEST:
        raise TokenInvalid
    hashed = hash_of(words)
    async with database.glancing() as session:
        token = await repository.usable(session, hashed)
    if token is None or not hmac.compare_digest(token.token_hash, hashed):
        raise TokenInvalid
    moment = now()
    if token.last_used_at is None or moment - token.last_used_at > USED_EVERY:
        async with database.writing() as session:
            await repository.mark_used(session, token.id, at=moment)
    return token


async def account_of(session: AsyncSession, token: ApiToken) -> Staff:
    """The account in whose name a key writes, made now if it is the first time."""
    held = await repository.lock(session, token.id)
    found = await repository.account(session, held.acts_as) if held.acts_as else None
    if found is not None:
        return found
    account = Staff(
        email=f"key-{held.id}{KEY_ACCOUNTS}",
        name=held.name,
        role="agent",
        password_hash=_NO_PASSWORD,
        active=False,
        available=False,
        capacity=0,
        lines=[],
    )
    session.add(account)
    await session.flush()
    held.acts_as = account.id
    return account


def hash_of(words: str) -> str:
    """What is stored of a key: its SHA-256, since the key itself is 256 random bits."""
    return hashlib.sha256(words.encode()).hexdigest()


def _shown(token: ApiToken) -> TokenOut:
    expired = token.expires_at is not None and token.expires_at <= now()
    facts = {column: getattr(token, column) for column in TokenOut.model_fields if column != "usable"}
    return TokenOut(**facts, usable=token.revoked_at is None and not expired)
