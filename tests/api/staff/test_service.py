"""Sessions and accounts."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from api.db import now
from api.services import Services
from api.staff import service
from api.staff.errors import AccountExists, UnknownAccount
from api.staff.models import Staff, StaffSession
from api.staff.passwords import password_matches
from tests.api.conftest import hire


async def opened(services: Services) -> str:
    staff = await hire(services, name="Ida", signed_in=False)
    async with services.database.writing() as session:
        return service.open_session(session, staff).token


class TestCurrentLogin:
    async def test_knows_who_it_is(self, services: Services) -> None:
        login = await service.current_login(services.database, await opened(services))
        assert login is not None
        assert login.viewer.name == "Ida"

    async def test_lasts_twelve_hours(self, services: Services) -> None:
        token = await opened(services)
        login = await service.current_login(services.database, token)
        assert login is not None
        assert timedelta(hours=11, minutes=59) < login.expires_at - now() <= timedelta(hours=12)
        async with services.database.writing() as session:
            await session.execute(update(StaffSession).values(expires_at=now()))
        assert await service.current_login(services.database, token) is None

    async def test_ends_when_the_account_is_made_inactive(self, services: Services) -> None:
        token = await opened(services)
        async with services.database.writing() as session:
            await session.execute(update(Staff).values(active=False))
        assert await service.current_login(services.database, token) is None

    async def test_a_made_up_token_is_nobody(self, services: Services) -> None:
        assert await service.current_login(services.database, "made up") is None

    async def test_notes_that_somebody_is_there_only_now_and_then(self, services: Services) -> None:
        token = await opened(services)
        long_ago, just_now = now() - 2 * service.SEEN_EVERY, now() - service.SEEN_EVERY / 5
        ahead = now() + 2 * service.SEEN_EVERY
        for seen, changes in ((long_ago, True), (just_now, False), (ahead, True)):
            async with services.database.writing() as session:
                await session.execute(update(StaffSession).values(last_seen_at=seen))
            await service.current_login(services.database, token)
            async with services.database.reading() as session:
                after = await session.scalar(select(StaffSession.last_seen_at))
            assert (after != seen) is changes


class TestAccounts:
    async def test_a_new_account_has_a_password_that_only_its_owner_knows(self, services: Services) -> None:
        async with services.database.writing() as session:
            made = await service.add_account(session, email="Ida@Mill.example ", name="Ida", role="agent")
        async with services.database.reading() as session:
            stored = await session.scalar(
                select(Staff.password_hash).where(Staff.email == "ida@mill.example")
            )
        assert stored is not None
        assert stored.startswith("$argon2id$")
        assert await password_matches(made.password, stored)

    async def test_one_account_per_address(self, services: Services) -> None:
        async with services.database.writing() as session:
            await service.add_account(session, email="ida@mill.example", name="Ida", role="agent")
            with pytest.raises(AccountExists):
                await service.add_account(session, email="IDA@mill.example", name="Ida", role="agent")

    async def test_a_reset_gives_a_new_password_and_ends_all_sessions(self, services: Services) -> None:
        token = await opened(services)
        async with services.database.writing() as session:
            made = await service.reset_password(session, email="ida@mill.example", role="admin")
        assert made.role == "admin"
        assert await service.current_login(services.database, token) is None

    async def test_an_unknown_account_cannot_be_reset(self, services: Services) -> None:
        async with services.database.writing() as session:
            with pytest.raises(UnknownAccount):
                await service.reset_password(session, email="nobody@mill.example")
