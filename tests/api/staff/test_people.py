"""What an administrator does with other people's accounts, from the outside."""

import httpx
import pytest
from sqlalchemy import select

from api.services import Services
from api.staff.models import Staff, StaffSession
from tests.api.conftest import hire
from tests.api.staff.colleague import Colleague
from tests.api.staff.conftest import trail

WORK = {"role": "agent", "capacity": "4", "line": ["1"]}


async def staff_now(services: Services, staff_id: int) -> Staff:
    async with services.database.reading() as session:
        found = await session.get(Staff, staff_id)
    assert found is not None
    return found


class TestList:
    @pytest.mark.parametrize("language", ["da", "nb", "en"])
    async def test_shows_everybody_with_role_lines_and_when_they_were_here(
        self, admin: Colleague, services: Services, language: str
    ) -> None:
        await hire(services, name="Lars", role="lead", signed_in=False)
        page = await admin.get("/people", lang=language)
        assert page.status_code == 200
        for shown in ("Lars", "lars@mill.example", "Charlie"):
            assert shown in page.text

    async def test_last_seen_stays_known_when_the_sessions_are_gone(
        self, admin: Colleague, ida: Colleague, services: Services
    ) -> None:
        await ida.send("/logout")
        async with services.database.reading() as session:
            own = select(StaffSession).where(StaffSession.staff_id == ida.staff.id)
            assert await session.scalar(own) is None
        page = (await admin.get(f"/people/{ida.staff.id}", lang="en")).text
        assert "last seen" in page
        assert "hasn’t logged in yet" not in page


class TestChange:
    async def test_role_lines_and_capacity(
        self, admin: Colleague, ida: Colleague, services: Services
    ) -> None:
        fields = {"role": "lead", "capacity": "6", "line": ["3", "2"]}
        answer = await admin.send(f"/people/{ida.staff.id}", **fields)
        assert answer.headers["location"] == f"/people/{ida.staff.id}?news=saved"
        staff = await staff_now(services, ida.staff.id)
        assert (staff.role, staff.capacity, staff.lines) == ("lead", 6, [2, 3])
        role, work = (await trail(services))[-2:]
        assert (role.action, role.facts["before"], role.facts["role"]) == ("role_changed", "agent", "lead")
        assert (work.action, work.staff_id) == ("work_changed", admin.staff.id)

    async def test_a_new_role_counts_from_the_next_page(self, admin: Colleague, ida: Colleague) -> None:
        assert (await ida.get("/console")).status_code == 200
        await admin.send(f"/people/{ida.staff.id}", **{**WORK, "role": "marketer"})
        assert (await ida.get("/console")).status_code == 403
        assert (await ida.get("/insights")).status_code == 200

    @pytest.mark.parametrize(
        "wrong",
        [{"role": "boss"}, {"capacity": "0"}, {"capacity": "51"}, {"line": []}, {"line": ["4"]}],
        ids=str,
    )
    async def test_what_cannot_be_is_told(
        self, admin: Colleague, ida: Colleague, services: Services, wrong: dict[str, object]
    ) -> None:
        answer = await admin.send(f"/people/{ida.staff.id}", **{**WORK, **wrong})
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text
        assert (await staff_now(services, ida.staff.id)).role == "agent"

    async def test_nobody_changes_their_own_role(self, admin: Colleague, services: Services) -> None:
        answer = await admin.send(f"/people/{admin.staff.id}", **WORK)
        assert answer.status_code == 409
        assert (await staff_now(services, admin.staff.id)).role == "admin"

    async def test_nobody_is_nobody(self, admin: Colleague) -> None:
        assert (await admin.get("/people/999")).status_code == 404
        assert (await admin.send("/people/999", **WORK)).status_code == 404


class TestClosing:
    async def test_ends_the_sessions_at_once_and_can_be_undone(
        self, admin: Colleague, ida: Colleague, services: Services
    ) -> None:
        await admin.send(f"/people/{ida.staff.id}/deactivate")
        assert (await ida.get("/console")).status_code == 303
        assert not (await staff_now(services, ida.staff.id)).active
        await admin.send(f"/people/{ida.staff.id}/activate")
        assert (await staff_now(services, ida.staff.id)).active
        actions = [entry.action for entry in await trail(services)]
        assert actions == ["account_deactivated", "account_activated"]

    async def test_nobody_closes_their_own_account(self, admin: Colleague) -> None:
        assert (await admin.send(f"/people/{admin.staff.id}/deactivate")).status_code == 409
        assert (await admin.get("/people")).status_code == 200

    async def test_a_closed_account_gets_no_link(self, admin: Colleague, ida: Colleague) -> None:
        await admin.send(f"/people/{ida.staff.id}/deactivate")
        assert (await admin.send(f"/people/{ida.staff.id}/password-link")).status_code == 422

    async def test_signing_out_leaves_the_account_open(
        self, admin: Colleague, ida: Colleague, services: Services
    ) -> None:
        await admin.send(f"/people/{ida.staff.id}/sign-out")
        assert (await ida.get("/console")).status_code == 303
        assert (await staff_now(services, ida.staff.id)).active


async def test_the_menu_leads_administrators_to_the_pages_about_people(
    admin: Colleague, ida: Colleague, client: httpx.AsyncClient
) -> None:
    assert 'href="/people"' in (await admin.get("/console")).text
    page = (await ida.get("/console")).text
    assert 'href="/account"' in page
    assert 'href="/people"' not in page
