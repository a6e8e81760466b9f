"""Making, recognising and revoking keys."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from api.db import now
from api.desk import repository as desk
from api.routing import presence
from api.routing.errors import ColleagueNotFound
from api.services import Services
from api.staff import people
from api.staff.errors import UnknownAccount
from api.staff.models import Staff
from api.tokens import service
from api.tokens.errors import TokenInvalid, TokenNotFound
from api.tokens.models import ApiToken
from api.tokens.schemas import NewToken, TokenMade


@pytest.fixture
async def made(services: Services) -> TokenMade:
    new = NewToken(name=" Zendesk ", scopes=["reports:read", "conversations:read", "reports:read"])
    async with services.database.writing() as session:
        return await service.make(session, new, made_by=None)


async def stored(services: Services) -> ApiToken:
    async with services.database.reading() as session:
        return (await session.scalars(select(ApiToken))).one()


class TestMake:
    async def test_only_a_hash_is_kept(self, services: Services, made: TokenMade) -> None:
        kept = await stored(services)
        assert made.token.startswith("kd_")
        values = [str(getattr(kept, column.key)) for column in ApiToken.__table__.columns]
        assert not any(made.token in value for value in values)
        assert made.token.startswith(kept.hint)
        assert (kept.name, kept.scopes) == ("Zendesk", ["conversations:read", "reports:read"])

    async def test_no_two_are_alike(self, services: Services, made: TokenMade) -> None:
        async with services.database.writing() as session:
            other = await service.make(session, NewToken(name="B", scopes=["reports:read"]), made_by=None)
        assert other.token != made.token

    @pytest.mark.parametrize("name", ["", "  ", "a\nb", "a" * 81])
    def test_a_name_is_one_that_can_be_shown(self, name: str) -> None:
        with pytest.raises(ValueError):
            NewToken(name=name, scopes=["reports:read"])


class TestRecognise:
    async def test_the_key_itself_and_when_it_was_used(self, services: Services, made: TokenMade) -> None:
        assert (await service.recognise(services.database, made.token)).id == made.id
        first = (await stored(services)).last_used_at
        assert first is not None
        await service.recognise(services.database, made.token)
        assert (await stored(services)).last_used_at == first

    @pytest.mark.parametrize("change", ["", "x", "kd_", "kd_x", "other"])
    async def test_nothing_else(self, services: Services, made: TokenMade, change: str) -> None:
        words = made.token[:-1] + ("A" if made.token[-1] != "A" else "B") if change == "other" else change
        with pytest.raises(TokenInvalid):
            await service.recognise(services.database, words)

    async def test_not_once_it_is_revoked(self, services: Services, made: TokenMade) -> None:
        async with services.database.writing() as session:
            revoked = await service.revoke(session, made.id)
        assert not revoked.usable
        with pytest.raises(TokenInvalid):
            await service.recognise(services.database, made.token)

    async def test_not_once_it_has_run_out(self, services: Services, made: TokenMade) -> None:
        async with services.database.writing() as session:
            await session.execute(update(ApiToken).values(expires_at=now() - timedelta(seconds=1)))
        with pytest.raises(TokenInvalid):
            await service.recognise(services.database, made.token)

    async def test_one_that_never_was_cannot_be_revoked(self, services: Services) -> None:
        with pytest.raises(TokenNotFound):
            async with services.database.writing() as session:
                await service.revoke(session, 7)


class TestAccount:
    async def test_is_made_once_and_nobody_can_log_in_with_it(
        self, services: Services, made: TokenMade
    ) -> None:
        for _ in range(2):
            async with services.database.writing() as session:
                account = await service.account_of(session, await session.get_one(ApiToken, made.id))
        assert (account.name, account.active, account.password_hash) == ("Zendesk", False, "!")
        async with services.database.reading() as session:
            assert await session.scalar(select(func.count()).select_from(Staff)) == 1

    async def test_it_is_nobody_to_manage_to_mention_or_to_pass_on_to(
        self, services: Services, made: TokenMade, agent: Staff
    ) -> None:
        async with services.database.writing() as session:
            account = await service.account_of(session, await session.get_one(ApiToken, made.id))
        with pytest.raises(UnknownAccount):
            async with services.database.writing() as session:
                await people.set_active(session, agent, account.id, active=True)
        # Even one that somebody has switched on, past the pages, is none of the people.
        async with services.database.writing() as session:
            (await session.get_one(Staff, account.id)).active = True
        async with services.database.reading() as session:
            shown = [
                {person.staff.id for person in (await people.people(session)).persons},
                {person.id for person in await presence.colleagues(session)},
                {person.id for person in await desk.colleagues(session)},
            ]
            with pytest.raises(UnknownAccount):
                await people.person(session, account.id)
            with pytest.raises(ColleagueNotFound):
                await presence.who_is_there(session, account.id)
        assert shown == [{agent.id}] * 3
