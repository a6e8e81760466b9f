"""Two-step login, from the outside: set up, asked for, lost."""

import asyncio
import re
from dataclasses import replace

import httpx
import pyotp
import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from api.app import create_app
from api.services import Services
from api.settings import Settings
from api.staff import second_steps, two_factor
from api.staff.dependencies import SESSION_COOKIE
from api.staff.models import SpareCode, Staff
from api.staff.schemas import NewAccount
from tests.api.fake_dialogue import FakeDialogue
from tests.api.staff.colleague import Colleague, colleague
from tests.api.staff.conftest import log_in, send, trail


async def secret_of(services: Services, email: str) -> str:
    async with services.database.reading() as session:
        staff = await session.scalar(select(Staff).where(Staff.email == email))
    assert staff is not None
    secret = two_factor.secret_of(staff, settings=services.settings)
    assert secret is not None
    return secret


async def forget_used(services: Services) -> None:
    """As if half a minute had gone by."""
    async with services.database.writing() as session:
        await session.execute(update(Staff).values(totp_used=None))


async def turned_on(services: Services, person: Colleague) -> tuple[str, list[str]]:
    """Set two-step login up; its secret and the spare codes."""
    await person.send("/account/two-factor/begin")
    secret = await secret_of(services, person.staff.email)
    page = await person.send("/account/two-factor/confirm", code=pyotp.TOTP(secret).now())
    assert page.status_code == 200
    codes = re.findall(r"<li>([a-z0-9]{5}-[a-z0-9]{5})</li>", page.text)
    assert len(codes) == 10
    await forget_used(services)
    return secret, codes


@pytest.fixture
async def kim(services: Services, account: NewAccount) -> tuple[str, list[str]]:
    """An account with two-step login: secret and spare codes."""
    async with services.database.writing() as session:
        staff = await session.scalar(select(Staff).where(Staff.email == account.email))
        assert staff is not None
        await two_factor.begin(session, staff.id, settings=services.settings)
    secret = await secret_of(services, account.email)
    async with services.database.writing() as session:
        code = pyotp.TOTP(secret).now()
        spare = await two_factor.confirm(session, staff.id, code, settings=services.settings)
    await forget_used(services)
    return secret, spare


class TestSettingUp:
    async def test_counts_only_once_a_code_has_confirmed_it(self, ida: Colleague, services: Services) -> None:
        await ida.send("/account/two-factor/begin")
        page = await ida.get("/account/two-factor")
        assert "<svg" in page.text
        wrong = await ida.send("/account/two-factor/confirm", code="000000")
        assert wrong.status_code == 422
        async with services.database.reading() as session:
            assert await session.scalar(select(Staff.totp_confirmed_at)) is None
        await turned_on(services, ida)
        async with services.database.reading() as session:
            assert await session.scalar(select(Staff.totp_confirmed_at)) is not None

    async def test_the_secret_and_the_spare_codes_are_not_in_the_database(
        self, ida: Colleague, services: Services
    ) -> None:
        secret, codes = await turned_on(services, ida)
        async with services.database.reading() as session:
            stored = str(await session.scalar(select(Staff.totp_secret)))
            hashes = set(await session.scalars(select(SpareCode.code_hash)))
        assert secret not in stored
        assert not hashes & set(codes)
        assert all(len(each) == 64 for each in hashes)

    async def test_the_secret_is_shown_no_more_once_it_counts(
        self, ida: Colleague, services: Services
    ) -> None:
        secret, codes = await turned_on(services, ida)
        page = (await ida.get("/account/two-factor")).text
        assert "<svg" not in page
        assert two_factor.in_groups(secret) not in page
        assert not any(code in page for code in codes)

    async def test_it_cannot_be_begun_anew_while_it_is_on(self, ida: Colleague, services: Services) -> None:
        secret, _ = await turned_on(services, ida)
        await ida.send("/account/two-factor/begin")
        assert await secret_of(services, ida.staff.email) == secret


class TestLoggingIn:
    async def test_the_password_alone_opens_no_session(
        self, client: httpx.AsyncClient, account: NewAccount, kim: tuple[str, list[str]]
    ) -> None:
        answer = await log_in(client, account, next="/console?tab=mine")
        assert answer.headers["location"] == "/login/code?next=/console%3Ftab%3Dmine"
        assert SESSION_COOKIE not in client.cookies
        answer = await send(client, "/login/code", code=pyotp.TOTP(kim[0]).now(), next="/console?tab=mine")
        assert (answer.status_code, answer.headers["location"]) == (303, "/console?tab=mine")
        assert SESSION_COOKIE in client.cookies

    async def test_a_code_opens_one_session_only(
        self, client: httpx.AsyncClient, account: NewAccount, kim: tuple[str, list[str]]
    ) -> None:
        code = pyotp.TOTP(kim[0]).now()
        await log_in(client, account)
        assert (await send(client, "/login/code", code=code)).status_code == 303
        client.cookies.clear()
        await log_in(client, account)
        assert (await send(client, "/login/code", code=code)).status_code == 401

    async def test_a_code_used_twice_at_once_opens_one_session_only(
        self, services: Services, kim: tuple[str, list[str]]
    ) -> None:
        async def use() -> bool:
            async with services.database.writing() as session:
                return await second_steps.use_step(session, 1, 60_000_000)

        assert sorted(await asyncio.gather(use(), use(), use())) == [False, False, True]

    async def test_a_spare_code_opens_one_session_only_however_it_is_typed(
        self, client: httpx.AsyncClient, services: Services, account: NewAccount, kim: tuple[str, list[str]]
    ) -> None:
        spare = kim[1][3]
        for typed, status in ((f" {spare.upper().replace('-', ' ')} ", 303), (spare, 401)):
            client.cookies.clear()
            await log_in(client, account)
            assert (await send(client, "/login/code", code=typed)).status_code == status
        async with services.database.reading() as session:
            assert await second_steps.spare_codes_left(session, 1) == 9

    async def test_wrong_codes_have_to_wait_even_with_the_right_one_and_the_password_again(
        self, client: httpx.AsyncClient, account: NewAccount, kim: tuple[str, list[str]]
    ) -> None:
        await log_in(client, account)
        for _ in range(5):
            assert (await send(client, "/login/code", code="000000")).status_code == 401
        await log_in(client, account)
        answer = await send(client, "/login/code", code=pyotp.TOTP(kim[0]).now())
        assert answer.status_code == 429
        assert 0 < int(answer.headers["retry-after"]) <= 300

    async def test_without_the_password_there_is_no_question(self, client: httpx.AsyncClient) -> None:
        answer = await client.get("/login/code")
        assert answer.headers["location"] == "/login?news=expired"
        client.cookies.set("kd_second", "made-up", domain="test.local", path="/login")
        answer = await send(client, "/login", code="000000")
        answer = await client.post(
            "/login/code", data={"csrf_token": client.cookies["kd_login"], "code": "1"}
        )
        assert answer.headers["location"] == "/login?news=expired"

    async def test_an_account_closed_between_the_steps_stays_out(
        self, client: httpx.AsyncClient, services: Services, account: NewAccount, kim: tuple[str, list[str]]
    ) -> None:
        await log_in(client, account)
        async with services.database.writing() as session:
            await session.execute(update(Staff).values(active=False))
        answer = await send(client, "/login/code", code=pyotp.TOTP(kim[0]).now())
        assert answer.headers["location"] == "/login?news=expired"
        assert SESSION_COOKIE not in client.cookies

    async def test_a_wrong_code_is_in_the_trail(
        self, client: httpx.AsyncClient, services: Services, account: NewAccount, kim: tuple[str, list[str]]
    ) -> None:
        await log_in(client, account)
        await send(client, "/login/code", code="000000")
        last = (await trail(services))[-1]
        assert (last.action, last.facts["step"], last.staff_id) == ("login_failed", "code", 1)


class TestKeepingIt:
    async def test_new_spare_codes_need_a_code_and_replace_the_old(
        self, ida: Colleague, services: Services
    ) -> None:
        secret, old = await turned_on(services, ida)
        refused = await ida.send("/account/two-factor/spare-codes", code="000000")
        assert refused.status_code == 422
        page = await ida.send("/account/two-factor/spare-codes", code=pyotp.TOTP(secret).now())
        new = re.findall(r"<li>([a-z0-9]{5}-[a-z0-9]{5})</li>", page.text)
        assert len(new) == 10
        assert not set(new) & set(old)
        assert (await ida.send("/account/two-factor/off", code=old[0])).status_code == 422
        assert (await ida.send("/account/two-factor/off", code=new[0])).status_code == 303

    async def test_turning_it_off_needs_a_code(self, ida: Colleague, services: Services) -> None:
        secret, _ = await turned_on(services, ida)
        assert (await ida.send("/account/two-factor/off", code="")).status_code == 422
        answer = await ida.send("/account/two-factor/off", code=pyotp.TOTP(secret).now())
        assert answer.headers["location"] == "/account?news=two_factor_off"
        async with services.database.reading() as session:
            assert await session.scalar(select(Staff.totp_secret)) is None

    async def test_an_administrator_takes_it_off_whoever_lost_everything(
        self, app: FastAPI, services: Services, admin: Colleague, ida: Colleague
    ) -> None:
        await turned_on(services, ida)
        await admin.send(f"/people/{ida.staff.id}/two-factor/off")
        assert (await ida.get("/account")).status_code == 303
        last = (await trail(services))[-1]
        assert (last.action, last.staff_id, last.facts) == (
            "two_factor_taken_off",
            admin.staff.id,
            {"person": ida.staff.id},
        )

    async def test_nobody_takes_their_own_off_without_a_code(
        self, services: Services, admin: Colleague
    ) -> None:
        await turned_on(services, admin)
        assert (await admin.send(f"/people/{admin.staff.id}/two-factor/off")).status_code == 409


class TestRequired:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return replace(settings, require_two_factor=True)

    async def test_those_without_are_led_to_set_it_up_and_can_go_on_then(
        self, ida: Colleague, services: Services
    ) -> None:
        for path in ("/console", "/account"):
            assert (await ida.get(path)).headers["location"] == "/account/two-factor"
        call = await ida.get("/api/console/queue")
        assert (call.status_code, call.json()["error"]["code"]) == (403, "second_factor_required")
        secret, _ = await turned_on(services, ida)
        assert (await ida.get("/console")).status_code == 200
        await ida.send("/account/two-factor/off", code=pyotp.TOTP(secret).now())
        assert (await ida.get("/console")).status_code == 200

    async def test_they_can_log_out(self, ida: Colleague) -> None:
        assert (await ida.send("/logout")).headers["location"] == "/login"


async def test_with_another_installation_s_secret_no_code_fits(
    settings: Settings, services: Services, account: NewAccount, kim: tuple[str, list[str]]
) -> None:
    app = create_app(replace(settings, secret="another installation"), dialogue=FakeDialogue())
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        await log_in(client, account)
        assert (await send(client, "/login/code", code=pyotp.TOTP(kim[0]).now())).status_code == 401
    await app.state.services.database.close()


async def test_only_the_owner_sees_the_page(app: FastAPI, services: Services, ida: Colleague) -> None:
    await ida.send("/account/two-factor/begin")
    secret = two_factor.in_groups(await secret_of(services, ida.staff.email))
    assert secret in (await ida.get("/account/two-factor")).text
    async with colleague(app, services, name="Lars") as lars:
        assert secret not in (await lars.get("/account/two-factor")).text
