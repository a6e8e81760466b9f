"""The calls about customers: a shop system tells who they are and what they bought, and has them forgotten."""

from typing import Annotated

from fastapi import APIRouter, Path

from api.customers import keeping
from api.customers.schemas import CustomerIn, OrderIn, OrderOut
from api.dependencies import ReadSession, ServicesNow, WriteSession
from api.open import reading
from api.open.dependencies import CustomerKeeper, CustomerReader
from api.open.schemas import ERRORS, CustomerOut
from api.tokens import service as tokens

router = APIRouter(prefix="/api/v1/customers", tags=["other systems"], responses=ERRORS)
_CustomerId = Annotated[str, Path(max_length=200, pattern=r"^[^\x00]+$")]
_OrderNumber = Annotated[str, Path(max_length=80, pattern=r"^[^\x00]+$")]


@router.get("/{customer_id}")
async def read_customer(customer_id: _CustomerId, _key: CustomerReader, session: ReadSession) -> CustomerOut:
    """Read somebody the business has identified, by its own id."""
    return await reading.customer(session, customer_id)


@router.put("/{customer_id}", status_code=204)
async def keep_customer(
    customer_id: _CustomerId, told: CustomerIn, _key: CustomerKeeper, session: WriteSession
) -> None:
    """Tell who a customer is; what is left out stays as it was."""
    await keeping.keep_customer(session, customer_id, told)


@router.put("/{customer_id}/orders/{number}")
async def keep_order(
    customer_id: _CustomerId, number: _OrderNumber, told: OrderIn, _key: CustomerKeeper, session: WriteSession
) -> OrderOut:
    """Tell of an order as it stands now; telling again changes it."""
    return await keeping.keep_order(session, customer_id, number, told)


@router.delete("/{customer_id}", status_code=204)
async def forget_customer(customer_id: _CustomerId, key: CustomerKeeper, services: ServicesNow) -> None:
    """Erase a customer with their orders, contact details and all their conversations."""
    async with services.database.writing() as session:
        account = await tokens.account_of(session, key)
    await keeping.forget_customer(services, customer_id, by=account)
