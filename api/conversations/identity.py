"""Customers whom the business's own site has signed in: a short JWT, signed with a shared secret."""

import jwt
from pydantic import BaseModel, Field, ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import contacts, repository
from api.conversations.errors import IdentityInvalid, IdentityNotConfigured
from api.conversations.models import Customer


class Identity(BaseModel):
    """What the business says about its customer; ``sub`` is the customer's id there."""

    sub: str = Field(max_length=200, pattern=r"^[^\x00]+$")
    name: str | None = None
    email: str | None = None


def verify(token: str, *, secret: str | None) -> Identity:
    """The identity in a token (HS256; ``sub`` and ``exp`` are required).

    Raises:
        IdentityNotConfigured: This installation has no secret to check it with.
        IdentityInvalid: It does not hold.
    """
    if not secret:
        raise IdentityNotConfigured(fields={"identity_token": IdentityNotConfigured.message})
    try:
        claims = jwt.decode(token, secret, algorithms=["HS256"], options={"require": ["exp", "sub"]})
        return Identity.model_validate(claims)
    except (jwt.InvalidTokenError, ValidationError) as error:
        raise IdentityInvalid(fields={"identity_token": IdentityInvalid.message}) from error


async def customer_of(session: AsyncSession, identity: Identity) -> Customer:
    """The customer with this identity, made on the first visit; name and e-mail are kept up to date."""
    customer = await repository.lock_customer(session, identity.sub)
    contact = await repository.contact_of_customer(session, customer.id)
    contacts.note_identity(session, customer, contact=contact, name=identity.name, email=identity.email)
    return customer
