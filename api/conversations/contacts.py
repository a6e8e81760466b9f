"""The contact vault: what is put in is checked, and it is put nowhere else."""

import re
from typing import Literal

import phonenumbers
from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import repository
from api.conversations.errors import ContactInvalid
from api.conversations.models import Contact, Conversation, Customer
from api.conversations.writing import clean

Field = Literal["name", "email", "phone"]
_EMAIL = re.compile(r"[^@\s,;<>]{1,64}@[^@\s,;<>]{1,190}\.[^@\s.,;<>]{2,60}")
_REGIONS = {"da": "DK", "nb": "NO", "en": "DK"}
_NAME_LENGTH = 120


async def known_name(session: AsyncSession, conversation: Conversation) -> str | None:
    """What the visitor is called, as told here or by the business's identity token."""
    here = await repository.contact_of(session, conversation)
    if here is not None and here.name:
        return here.name
    signed = await repository.customer_contact(session, conversation)
    return signed.name if signed else None


async def give(session: AsyncSession, conversation: Conversation, values: dict[Field, str]) -> list[Field]:
    """Keep contact details given in a conversation, as ``contact_given`` / ``name_given`` events say.

    Returns:
        The fields that are new or different; an event without the value is appended for each.

    Raises:
        ContactInvalid: A value cannot be a name, an address or a number.
    """
    checked = check(values, language=conversation.language)
    contact = await repository.contact_of(session, conversation)
    if contact is None:
        contact = Contact(conversation_id=conversation.id)
        session.add(contact)
    changed: list[Field] = [field for field, value in checked.items() if getattr(contact, field) != value]
    for field in changed:
        setattr(contact, field, checked[field])
    await session.flush()
    return changed


async def take(
    session: AsyncSession,
    conversation: Conversation,
    values: dict[Field, str],
    *,
    message_seq: int | None = None,
) -> list[Field]:
    """Keep what a visitor gave without the bot, and note in the timeline that it was given.

    Raises:
        ContactInvalid: As for :func:`give`.
    """
    changed = await give(session, conversation, values)
    for field in changed:
        await repository.append(
            session,
            conversation,
            type="contact_given",
            author="visitor",
            subject=field,
            message_seq=message_seq,
        )
    return changed


def found_in(text: str, *, language: str) -> dict[Field, str]:
    """The e-mail address and the phone number in what somebody wrote, the first of each."""
    found: dict[Field, str] = {}
    address = _EMAIL.search(text)
    if address:
        found["email"] = address.group().strip("().:!?'\"»«")
    rest = _EMAIL.sub(" ", text)
    number = next(iter(phonenumbers.PhoneNumberMatcher(rest, _REGIONS[language])), None)
    if number is not None:
        found["phone"] = number.raw_string
    return {field: value for field, value in found.items() if _usable(field, value, language)}


def note_identity(
    session: AsyncSession, customer: Customer, *, contact: Contact | None, **values: str | None
) -> None:
    """Keep what a signed identity token says about a customer; unusable values are left out."""
    if contact is None:
        contact = Contact(customer_id=customer.id)
        session.add(contact)
    for field, value in values.items():
        cleaned = clean(value or "")
        if cleaned and len(cleaned) <= _NAME_LENGTH:
            setattr(contact, field, cleaned)


def check(values: dict[Field, str], *, language: str) -> dict[Field, str]:
    """The values in the form they are kept in.

    Raises:
        ContactInvalid: Names each field that cannot be used.
    """
    checked: dict[Field, str] = {}
    problems: dict[str, str] = {}
    for field, value in values.items():
        usable = _usable(field, clean(value), language)
        if usable is None:
            problems[field] = f"This is not a valid {field}."
        else:
            checked[field] = usable
    if problems:
        raise ContactInvalid(fields=problems)
    return checked


def _usable(field: Field, value: str, language: str) -> str | None:
    if field == "email":
        return value if _EMAIL.fullmatch(value) else None
    if field == "phone":
        return _phone(value, language)
    return value if 0 < len(value) <= _NAME_LENGTH and "\n" not in value else None


def _phone(value: str, language: str) -> str | None:
    try:
        number = phonenumbers.parse(value, _REGIONS[language])
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
