"""The accounts for looking around."""

from sqlalchemy import select

from api.services import Services
from api.staff.models import Staff
from api.staff.passwords import password_matches
from api.staff.seed import ensure_demo_staff


async def test_each_role_gets_an_account_with_a_password_of_its_own(services: Services) -> None:
    async with services.database.writing() as session:
        made = await ensure_demo_staff(session)
    assert {role for role, _, _ in made} == {"agent", "lead", "marketer", "admin"}
    assert len({password for _, _, password in made}) == len(made)
    async with services.database.reading() as session:
        hashes = {staff.email: staff.password_hash for staff in await session.scalars(select(Staff))}
    _, email, password = made[0]
    assert await password_matches(password, hashes[email])


async def test_existing_accounts_are_left_alone(services: Services) -> None:
    async with services.database.writing() as session:
        await ensure_demo_staff(session)
    async with services.database.writing() as session:
        assert await ensure_demo_staff(session) == []
