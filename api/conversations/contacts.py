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
_LONGEST_ADDRESS = 254
_LOCAL = r"[^\s@<>()\[\],;:\\\"]{1,64}"
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_TOP = r"[^\W_][\w-]{0,61}[^\W_]"
_ADDRESS = re.compile(rf"{_LOCAL}@(?:{_LABEL}\.)*{_LABEL}")
# In what somebody wrote: of an address on the Internet, and never the rest of one that is none.
_WRITTEN = re.compile(rf"(?<!\w[\"()\[\]\\]){_LOCAL}@(?:{_LABEL}\.)+{_TOP}(?!\.*[\w@])")
_REGIONS = {"da": "DK", "nb": "NO", "en": "DK"}
_NAME_LENGTH = 120


def deliverable(address: str) -> bool:
    """Say whether an e-mail can be sent to this: one plain address, with nothing in it that means something else."""
    if len(address) > _LONGEST_ADDRESS or not address.isprintable() or not _ADDRESS.fullmatch(address):
        return False
    try:
        address.rpartition("@")[2].encode("idna")
    except UnicodeError:
        return False
    return True


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


async def overhear(session: AsyncSession, conversation: Conversation, text: str, *, message_seq: int) -> None:
    """Keep what a visitor writes to a person; a phone number that is known stays, for this one may be an order's."""
    found = found_in(text, language=conversation.language)
    known = await repository.contact_of(session, conversation) if found else None
    if known is not None and known.phone:
        found.pop("phone", None)
    await take(session, conversation, found, message_seq=message_seq)


def found_in(text: str, *, language: str) -> dict[Field, str]:
    """The e-mail address and the phone number in what somebody wrote, the first of each."""
    found: dict[Field, str] = {}
    address = _WRITTEN.search(text)
    if address:
        found["email"] = address.group().strip(".!?'»«")
    rest = _WRITTEN.sub(" ", text)
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
        usable = field != "email" or deliverable(cleaned)
        if cleaned and usable and len(cleaned) <= _NAME_LENGTH:
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
        return value if _WRITTEN.fullmatch(value) and deliverable(value) else None
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
