"""Taking in what the business tells of its customers, and forgetting it."""

from datetime import UTC

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import contacts, erasure
from api.conversations import repository as conversations
from api.conversations.contacts import Field as ContactField
from api.conversations.errors import ConversationNotFound
from api.conversations.models import Contact, Customer
from api.customers import repository
from api.customers.errors import CustomerNotFound, OrderOfAnotherCustomer
from api.customers.history import shown
from api.customers.models import Order
from api.customers.schemas import CustomerIn, OrderIn, OrderOut
from api.db import now
from api.services import Services
from api.staff.models import Staff

_CONTACT: tuple[ContactField, ...] = ("name", "email", "phone")
# Which numbers need no country code; they say where the business is.
_LANGUAGE = "da"


async def keep_customer(session: AsyncSession, external_id: str, told: CustomerIn) -> Customer:
    """Make or change a customer.

    Raises:
        ContactInvalid: Something cannot be a name, an address or a number; names each.
    """
    said = told.model_fields_set
    values: dict[ContactField, str] = {field: value for field in _CONTACT if (value := getattr(told, field))}
    checked = contacts.check(values, language=_LANGUAGE)
    person = await _told_of(session, external_id)
    if "since" in said:
        person.since = told.since
    if "level" in said:
        person.level = told.level
    fields = [field for field in _CONTACT if field in said]
    if fields:
        contact = await conversations.contact_of_customer(session, person.id)
        if contact is None:
            contact = Contact(customer_id=person.id)
            session.add(contact)
        for field in fields:
            setattr(contact, field, checked.get(field))
    await session.flush()
    return person


async def keep_order(session: AsyncSession, external_id: str, number: str, told: OrderIn) -> OrderOut:
    """Keep an order as it stands now; its customer is made if nobody has named them before.

    Raises:
        OrderOfAnotherCustomer: The number is somebody else's.
    """
    person = await _told_of(session, external_id)
    order = await repository.order(session, number)
    if order is None:
        order = Order(number=number, customer_id=person.id)
        session.add(order)
    elif order.customer_id != person.id:
        raise OrderOfAnotherCustomer
    order.placed_at = told.placed_at.astimezone(UTC)
    order.status = told.status
    order.total_cents = int(told.total.scaleb(2))
    order.currency = told.currency
    order.items = [item.model_dump(exclude_none=True) for item in told.items]
    await session.flush()
    return shown(order)


async def _told_of(session: AsyncSession, external_id: str) -> Customer:
    person = await conversations.lock_customer(session, external_id)
    person.told_at = now()
    return person


async def forget_customer(services: Services, external_id: str, *, by: Staff) -> int:
    """Erase a customer, their orders and contact details, and all their conversations; how many those were.

    Raises:
        CustomerNotFound: Nobody is called so.
    """
    async with services.database.reading() as session:
        person = await repository.customer(session, external_id)
        if person is None:
            raise CustomerNotFound
        ids = await repository.conversations_of(session, person.id)
    for conversation_id in ids:
        try:
            await erasure.erase(services, conversation_id, by=by)
        except ConversationNotFound:
            continue
    async with services.database.writing() as session:
        left = await repository.customer(session, external_id)
        if left is not None:
            await session.delete(left)
    return len(ids)
