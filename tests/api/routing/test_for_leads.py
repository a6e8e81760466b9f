"""What is for leads: shared out to one of them, and not to whoever was rated."""

import pytest

from api.conversations.taking import Asked, Staffing, Worker
from api.routing.assignment import drain
from api.services import Services
from api.staff.models import Staff
from tests.api.conftest import hire
from tests.api.routing.conftest import Change, QueueUp, holders

LINE_1, LINE_2 = frozenset({1}), frozenset({2})
IDA, LARS, METTE = 1, 2, 3


def staffing(*leads: int, **lines: frozenset[int]) -> Staffing:
    names = {"ida": IDA, "lars": LARS, "mette": METTE}
    workers = [Worker(id=names[name], lines=on, leads=names[name] in leads) for name, on in lines.items()]
    return Staffing(workers, {})


class TestWhoMayTakeIt:
    @pytest.mark.parametrize(
        ("house", "allowed"),
        [
            (staffing(METTE, ida=LINE_1, lars=LINE_1, mette=LINE_1), {METTE}),
            (staffing(METTE, ida=LINE_1, lars=LINE_2, mette=LINE_1), {METTE}),
            (staffing(ida=LINE_1, lars=LINE_1), {LARS}),
            (staffing(ida=LINE_2, lars=LINE_1), {LARS}),
            (staffing(IDA, ida=LINE_1, lars=LINE_1), {LARS}),
            (staffing(ida=LINE_1, lars=LINE_1, mette=LINE_2), {METTE}),
            (staffing(ida=LINE_1), {IDA}),
        ],
    )
    def test_a_lead_else_somebody_else_else_the_holder(self, house: Staffing, allowed: set[int]) -> None:
        assert house.may_take(Asked(line=2, not_to=IDA, for_leads=True)) == allowed

    def test_who_only_passed_it_on_does_not_get_it_though_nobody_else_is_here(self) -> None:
        assert staffing(ida=LINE_1).may_take(Asked(not_to=IDA)) == frozenset()


class TestSharingOut:
    async def test_with_everybody_on_the_first_line_it_goes_to_the_lead(
        self, services: Services, agent: Staff, mette: Staff, queue_up: QueueUp
    ) -> None:
        conversation_id = await queue_up(line=2, for_leads=True, not_to=agent.id)
        assert await drain(services) == 1
        assert await holders(services) == {conversation_id: mette.id}

    async def test_it_waits_for_a_lead_who_is_away(
        self,
        services: Services,
        agent: Staff,
        other_agent: Staff,
        mette: Staff,
        queue_up: QueueUp,
        person: Change,
    ) -> None:
        await person(mette, available=False)
        conversation_id = await queue_up(for_leads=True, not_to=agent.id)
        assert await drain(services) == 0
        await person(mette, available=True)
        await drain(services)
        assert await holders(services) == {conversation_id: mette.id}

    async def test_without_a_lead_to_somebody_else(
        self, services: Services, agent: Staff, queue_up: QueueUp
    ) -> None:
        alone = await queue_up(for_leads=True, not_to=agent.id)
        lars = await hire(services, name="Lars")
        await drain(services)
        assert await holders(services) == {alone: lars.id}

    async def test_where_there_is_nobody_else_to_the_holder(
        self, services: Services, agent: Staff, queue_up: QueueUp
    ) -> None:
        alone = await queue_up(for_leads=True, not_to=agent.id)
        await drain(services)
        assert await holders(services) == {alone: agent.id}
