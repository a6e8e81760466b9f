"""Who is there."""

from datetime import timedelta

import pytest

from api.conversations import escalation
from api.routing import presence
from api.routing.errors import ColleagueNotFound
from api.routing.presence import Colleague
from api.services import Services
from api.staff.models import Staff
from api.staff.service import open_session
from tests.api.conftest import hire
from tests.api.routing.conftest import Change, QueueUp


async def of(services: Services, staff: Staff) -> Colleague:
    async with services.database.reading() as session:
        return await presence.colleague(session, staff.id)


class TestPresence:
    async def test_there_away_and_gone(
        self, services: Services, agent: Staff, person: Change, last_seen: Change
    ) -> None:
        assert ((await of(services, agent)).presence, (await of(services, agent)).takes) == ("online", True)
        await person(agent, available=False)
        assert ((await of(services, agent)).presence, (await of(services, agent)).takes) == ("away", False)
        await last_seen(agent, ago=timedelta(seconds=61))
        assert (await of(services, agent)).presence == "offline"

    async def test_logged_out_is_gone(self, services: Services) -> None:
        out = await hire(services, name="Out", signed_in=False)
        assert (await of(services, out)).presence == "offline"

    async def test_the_newest_browser_counts(
        self, services: Services, agent: Staff, last_seen: Change
    ) -> None:
        await last_seen(agent, ago=timedelta(hours=1))
        async with services.database.writing() as session:
            open_session(session, agent)
        assert (await of(services, agent)).presence == "online"

    async def test_what_somebody_has_and_has_left_behind(
        self, services: Services, agent: Staff, queue_up: QueueUp, last_seen: Change
    ) -> None:
        conversation_id = await queue_up()
        async with services.database.writing() as session:
            await escalation.claim(session, conversation_id, agent, catalog=services.catalog.current())
        assert ((await of(services, agent)).load, (await of(services, agent)).left_behind) == (1, ())
        await last_seen(agent, ago=timedelta(minutes=3))
        assert (await of(services, agent)).left_behind == (conversation_id,)

    async def test_only_those_who_work_with_conversations(
        self, services: Services, agent: Staff, mette: Staff, person: Change
    ) -> None:
        await hire(services, name="Robin", role="marketer")
        gone = await hire(services, name="Gone")
        await person(gone, active=False)
        async with services.database.reading() as session:
            assert [one.name for one in await presence.colleagues(session)] == ["Ida", "Mette"]


class TestWork:
    async def test_capacity_and_lines(self, services: Services, agent: Staff, mette: Staff) -> None:
        async with services.database.writing() as session:
            await presence.set_work(session, agent.id, by=mette, capacity=2, lines=frozenset({3, 1}))
        assert ((await of(services, agent)).capacity, (await of(services, agent)).lines) == (2, (1, 3))

    async def test_of_nobody(self, services: Services, mette: Staff) -> None:
        async with services.database.writing() as session:
            with pytest.raises(ColleagueNotFound):
                await presence.set_work(session, 99, by=mette, capacity=2)
