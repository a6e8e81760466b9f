"""Links good once: invitations and new passwords, from the outside."""

import asyncio
import re
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select, update

from api.db import now
from api.mail.models import OutgoingMail
from api.services import Services
from api.settings import Settings
from api.staff import links, people, repository, service
from api.staff.__main__ import parse, run
from api.staff.account import change_password
from api.staff.attempts import Attempts
from api.staff.browsers import Browser
from api.staff.dependencies import SESSION_COOKIE
from api.staff.errors import LinkUsed
from api.staff.models import Staff, StaffLink
from api.staff.schemas import NewAccount
from tests.api.conftest import hire
from tests.api.staff.colleague import Colleague
from tests.api.staff.conftest import log_in, send, trail

NEW = "blå stol under et træ"
_LINK = re.compile(r"http\S+/login/\w+/[\w-]{43}")


async def invited(admin: Colleague, email: str = "bo@mill.example", role: str = "agent") -> str:
    """The path of a link that the page shows."""
    page = await admin.send("/people/invitations", email=email, role=role)
    assert page.status_code == 200, page.text
    found = _LINK.search(page.text)
    assert found
    return found[0].removeprefix("http://test")


async def mails(services: Services) -> list[OutgoingMail]:
    async with services.database.reading() as session:
        return list(await session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)))


class TestInvitation:
    async def test_without_e_mail_the_link_is_shown_to_be_passed_on(
        self, admin: Colleague, services: Services
    ) -> None:
        path = await invited(admin)
        assert await mails(services) == []
        async with services.database.reading() as session:
            stored = await session.scalar(select(StaffLink.token_hash))
        assert stored == service.hash_token(path.rpartition("/")[2])

    async def test_makes_the_account_with_the_role_of_the_inviter_s_choice_and_logs_in(
        self, admin: Colleague, client: httpx.AsyncClient, services: Services
    ) -> None:
        path = await invited(admin, role="marketer")
        answer = await send(client, path, name="  Bo   Lund ", password=NEW)
        assert (answer.status_code, answer.headers["location"]) == (303, "/insights")
        assert SESSION_COOKIE in client.cookies
        async with services.database.reading() as session:
            bo = await session.scalar(select(Staff).where(Staff.email == "bo@mill.example"))
        assert bo is not None
        assert (bo.name, bo.role) == ("Bo Lund", "marketer")
        last = (await trail(services))[-1]
        assert (last.action, last.facts) == (
            "invitation_accepted",
            {"role": "marketer", "invited_by": admin.staff.id},
        )

    @pytest.mark.parametrize(("role", "takes"), [("agent", True), ("lead", False), ("admin", False)])
    async def test_whoever_leads_is_given_no_conversations_before_they_say_so(
        self, admin: Colleague, client: httpx.AsyncClient, services: Services, role: str, takes: bool
    ) -> None:
        await send(client, await invited(admin, role=role), name="Bo", password=NEW)
        async with services.database.reading() as session:
            bo = await session.scalar(select(Staff).where(Staff.email == "bo@mill.example"))
        assert bo is not None
        assert bo.available is takes

    async def test_works_once(self, admin: Colleague, client: httpx.AsyncClient) -> None:
        path = await invited(admin)
        assert (await send(client, path, name="Bo", password=NEW)).status_code == 303
        assert (await client.get(path)).status_code == 410
        assert (await client.post(path, data={"name": "Eve", "password": NEW})).status_code == 410

    async def test_used_twice_at_once_makes_one_account(self, admin: Colleague, services: Services) -> None:
        token = (await invited(admin)).rpartition("/")[2]

        async def accept(name: str) -> object:
            return await links.accept_invitation(
                services.database, token, name=name, password=NEW, language="da", browser=Browser()
            )

        done = await asyncio.gather(*(accept(name) for name in "ABCD"), return_exceptions=True)
        assert sum(isinstance(each, LinkUsed) for each in done) == 3
        async with services.database.reading() as session:
            assert (
                len(list(await session.scalars(select(Staff).where(Staff.email == "bo@mill.example")))) == 1
            )

    @pytest.mark.parametrize(
        ("later", "status"), [(timedelta(days=6, hours=23), 200), (timedelta(days=7), 410)]
    )
    async def test_works_for_seven_days(
        self, admin: Colleague, client: httpx.AsyncClient, services: Services, later: timedelta, status: int
    ) -> None:
        path = await invited(admin)
        async with services.database.writing() as session:
            link = await session.scalar(select(StaffLink))
            assert link is not None
            link.expires_at -= later
        assert (await client.get(path)).status_code == status

    async def test_a_new_one_makes_the_earlier_worthless(
        self, admin: Colleague, client: httpx.AsyncClient
    ) -> None:
        first, second = await invited(admin), await invited(admin)
        assert (await client.get(first)).status_code == 410
        assert (await client.get(second)).status_code == 200

    async def test_can_be_withdrawn(
        self, admin: Colleague, client: httpx.AsyncClient, services: Services
    ) -> None:
        path = await invited(admin)
        assert "bo@mill.example" in (await admin.get("/people")).text
        await admin.send("/people/invitations/withdraw", id=service.hash_token(path.rpartition("/")[2]))
        assert (await client.get(path)).status_code == 410
        assert "bo@mill.example" not in (await admin.get("/people")).text

    async def test_ends_with_the_inviter_s_own_account(
        self, admin: Colleague, client: httpx.AsyncClient, services: Services
    ) -> None:
        path = await invited(admin)
        other = await hire(services, name="Dana", role="admin", signed_in=False)
        async with services.database.writing() as session:
            await people.set_active(session, other, admin.staff.id, active=False)
        assert (await client.get(path)).status_code == 410

    async def test_a_weak_password_or_no_name_leaves_the_link_good(
        self, admin: Colleague, client: httpx.AsyncClient
    ) -> None:
        path = await invited(admin)
        for fields in ({"name": "Bo", "password": "hemmeligt-9"}, {"name": " ", "password": NEW}):
            answer = await send(client, path, **fields)
            assert answer.status_code == 422
            assert 'role="alert"' in answer.text
            assert fields["password"] not in answer.text
        assert (await send(client, path, name="Bo", password=NEW)).status_code == 303

    async def test_a_form_from_elsewhere_is_refused(
        self, admin: Colleague, client: httpx.AsyncClient
    ) -> None:
        path = await invited(admin)
        answer = await client.post(path, data={"name": "Bo", "password": NEW, "csrf_token": ""})
        assert answer.status_code == 403

    @pytest.mark.parametrize(
        ("email", "role", "status"),
        [
            ("charlie@mill.example", "agent", 409),
            ("no address", "agent", 422),
            ("bo@mill.example", "boss", 422),
        ],
    )
    async def test_whom_one_cannot_invite(
        self, admin: Colleague, services: Services, email: str, role: str, status: int
    ) -> None:
        answer = await admin.send("/people/invitations", email=email, role=role)
        assert answer.status_code == status
        assert 'role="alert"' in answer.text
        async with services.database.reading() as session:
            assert await session.scalar(select(StaffLink)) is None


class TestWithMail:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return replace(
            settings,
            smtp_url="smtp://localhost:2525",
            mail_from="desk@mill.example",
            public_url="https://desk.mill.example",
        )

    async def test_an_invitation_is_written_and_not_shown(self, admin: Colleague, services: Services) -> None:
        answer = await admin.send("/people/invitations", email="bo@mill.example", role="agent")
        assert (answer.status_code, answer.headers["location"]) == (303, "/people?news=invited")
        (mail,) = await mails(services)
        assert mail.address == "bo@mill.example"
        assert "Charlie" in str(mail.subject)
        assert "https://desk.mill.example/login/invitation/" in str(mail.text)

    async def test_known_and_unknown_addresses_are_told_alike(
        self, client: httpx.AsyncClient, services: Services, account: NewAccount
    ) -> None:
        known = await send(client, "/login/forgotten", email=account.email)
        unknown = await send(client, "/login/forgotten", email="nobody@mill.example")
        assert known.status_code == unknown.status_code == 200
        assert known.text == unknown.text
        assert [mail.address for mail in await mails(services)] == [account.email]

    async def test_the_link_never_leads_where_the_request_says(
        self, client: httpx.AsyncClient, services: Services, account: NewAccount
    ) -> None:
        await client.get("/login/forgotten")
        token = client.cookies["kd_login"]
        await client.post(
            "/login/forgotten",
            data={"email": account.email, "csrf_token": token},
            headers={"host": "evil.example", "cookie": f"kd_login={token}"},
        )
        (mail,) = await mails(services)
        assert "evil.example" not in str(mail.text)

    async def test_a_closed_account_gets_none(
        self, client: httpx.AsyncClient, services: Services, account: NewAccount
    ) -> None:
        async with services.database.writing() as session:
            await session.execute(update(Staff).values(active=False))
        assert (await send(client, "/login/forgotten", email=account.email)).status_code == 200
        assert await mails(services) == []

    async def test_asking_often_has_to_wait(
        self, client: httpx.AsyncClient, services: Services, account: NewAccount
    ) -> None:
        for _ in range(5):
            assert (await send(client, "/login/forgotten", email=account.email)).status_code == 200
        assert (await send(client, "/login/forgotten", email=account.email)).status_code == 429
        assert len(await mails(services)) == 5

    async def test_the_trail_does_not_hold_what_was_typed(
        self, client: httpx.AsyncClient, services: Services
    ) -> None:
        await send(client, "/login/forgotten", email="nobody@mill.example")
        assert "nobody" not in str([(entry.action, entry.facts) for entry in await trail(services)])

    async def test_the_letter_is_in_the_language_of_the_account(
        self, client: httpx.AsyncClient, services: Services, account: NewAccount
    ) -> None:
        async with services.database.writing() as session:
            await session.execute(update(Staff).values(language="nb"))
        await send(client, "/login/forgotten", email=account.email)
        assert (await mails(services))[0].subject == "Velg nytt passord"


class TestNewPassword:
    async def link(self, services: Services, admin: Colleague, account: NewAccount) -> str:
        async with services.database.reading() as session:
            staff = await repository.staff_by_email(session, account.email)
        assert staff is not None
        page = await admin.send(f"/people/{staff.id}/password-link")
        found = _LINK.search(page.text)
        assert found
        return found[0].removeprefix("http://test")

    async def test_takes_the_place_of_the_old_and_ends_all_sessions(
        self, admin: Colleague, client: httpx.AsyncClient, services: Services, account: NewAccount
    ) -> None:
        await log_in(client, account)
        before = client.cookies[SESSION_COOKIE]
        path = await self.link(services, admin, account)
        assert (await send(client, path, password=NEW)).headers["location"] == "/login?news=password"
        assert await service.current_login(services.database, before) is None
        client.cookies.clear()
        assert (await log_in(client, account)).status_code == 401
        assert (await log_in(client, account, password=NEW)).status_code == 303

    async def test_works_once(
        self, admin: Colleague, client: httpx.AsyncClient, services: Services, account: NewAccount
    ) -> None:
        path = await self.link(services, admin, account)
        await send(client, path, password=NEW)
        assert (await client.get(path)).status_code == 410

    async def test_is_no_way_around_a_closed_account(
        self, admin: Colleague, client: httpx.AsyncClient, services: Services, account: NewAccount
    ) -> None:
        path = await self.link(services, admin, account)
        async with services.database.writing() as session:
            await session.execute(update(Staff).where(Staff.email == account.email).values(active=False))
        assert (await send(client, path, password=NEW)).status_code == 410

    async def test_is_worth_nothing_once_the_password_was_changed_on_the_account_page(
        self, admin: Colleague, client: httpx.AsyncClient, services: Services, account: NewAccount
    ) -> None:
        path = await self.link(services, admin, account)
        await log_in(client, account)
        login = await service.current_login(services.database, client.cookies[SESSION_COOKIE])
        assert login is not None
        assert (await client.get(path)).status_code == 200
        await change_password(
            services.database, Attempts(), login, present=account.password, wanted=f"{NEW} igen"
        )
        assert (await client.get(path)).status_code == 410

    async def test_is_worth_nothing_once_the_command_line_gave_another(
        self, admin: Colleague, client: httpx.AsyncClient, services: Services, account: NewAccount
    ) -> None:
        path = await self.link(services, admin, account)
        invitation = await invited(admin)
        await run(parse(["reset", account.email.upper()]), services.database)
        assert (await client.get(path)).status_code == 410
        assert (await client.get(invitation)).status_code == 200

    async def test_an_invitation_is_no_link_to_a_password(
        self, admin: Colleague, client: httpx.AsyncClient
    ) -> None:
        path = (await invited(admin)).replace("/invitation/", "/password/")
        assert (await client.get(path)).status_code == 410


async def test_links_that_have_ended_are_forgotten(admin: Colleague, services: Services) -> None:
    await invited(admin)
    async with services.database.writing() as session:
        await session.execute(update(StaffLink).values(expires_at=now() - timedelta(seconds=1)))
    assert await links.forget_ended(services) == 1
    async with services.database.reading() as session:
        assert await session.scalar(select(StaffLink)) is None
