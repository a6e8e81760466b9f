"""Logging in and out, from the outside."""

import re
from dataclasses import replace

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from api.app import create_app
from api.services import Services
from api.settings import Settings
from api.staff import service
from api.staff.models import Staff, StaffSession
from api.staff.schemas import NewAccount
from tests.api.fake_dialogue import FakeDialogue
from tests.api.staff.colleague import colleague


@pytest.fixture
async def account(services: Services) -> NewAccount:
    async with services.database.writing() as session:
        return await service.add_account(session, email="ida@mill.example", name="Ida", role="agent")


async def csrf_of(client: httpx.AsyncClient, path: str = "/login") -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', (await client.get(path)).text)
    assert found
    return found[1]


async def log_in(client: httpx.AsyncClient, account: NewAccount, **other: str) -> httpx.Response:
    fields = {"email": account.email, "password": account.password, "csrf_token": await csrf_of(client)}
    return await client.post("/login", data=fields | other)


class TestLoginPage:
    async def test_anybody_may_see_it_and_nothing_keeps_it(self, client: httpx.AsyncClient) -> None:
        page = await client.get("/login")
        assert page.status_code == 200
        assert page.headers["cache-control"] == "no-store"
        assert "unsafe" not in page.headers["content-security-policy"]
        assert "default-src 'none'" in page.headers["content-security-policy"]

    async def test_has_nothing_inline(self, client: httpx.AsyncClient) -> None:
        page = (await client.get("/login")).text
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", page)

    @pytest.mark.parametrize(
        ("wish", "title"), [("da-DK", "Log ind"), ("nb-NO,en;q=0.5", "Logg inn"), ("fr", "Log in")]
    )
    async def test_speaks_the_browsers_language(
        self, client: httpx.AsyncClient, wish: str, title: str
    ) -> None:
        page = await client.get("/login", headers={"accept-language": wish})
        assert f"<h1>{title}</h1>" in page.text

    async def test_remembers_a_chosen_language(self, client: httpx.AsyncClient) -> None:
        await client.get("/login?lang=nb")
        assert "<h1>Logg inn</h1>" in (await client.get("/login", headers={"accept-language": "da"})).text

    async def test_leads_those_who_are_logged_in_home(self, app: FastAPI, services: Services) -> None:
        async with colleague(app, services, name="Ida") as ida:
            answer = await ida.get("/login")
            assert (answer.status_code, answer.headers["location"]) == (303, "/console")

    async def test_says_where_the_demo_logins_are_only_in_the_demo(
        self, client: httpx.AsyncClient, settings: Settings
    ) -> None:
        assert "demo-logins.txt" in (await client.get("/login")).text
        app = create_app(replace(settings, demo=False, secret="long and secret"), dialogue=FakeDialogue())
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as other:
            assert "demo-logins.txt" not in (await other.get("/login")).text
        await app.state.services.database.close()


class TestLogIn:
    @pytest.mark.parametrize(
        ("role", "home"), [("agent", "/console"), ("marketer", "/insights"), ("admin", "/console")]
    )
    async def test_leads_each_role_to_its_page(
        self, client: httpx.AsyncClient, services: Services, account: NewAccount, role: str, home: str
    ) -> None:
        async with services.database.writing() as session:
            await session.execute(update(Staff).values(role=role))
        answer = await log_in(client, account)
        assert (answer.status_code, answer.headers["location"]) == (303, home)

    async def test_the_cookie_is_hidden_from_scripts_and_other_sites(
        self, client: httpx.AsyncClient, account: NewAccount
    ) -> None:
        cookie = next(
            value
            for value in (await log_in(client, account)).headers.get_list("set-cookie")
            if value.startswith("kd_session=")
        )
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert "Secure" not in cookie

    async def test_the_cookie_is_secure_behind_https(
        self, settings: Settings, services: Services, account: NewAccount
    ) -> None:
        app = create_app(replace(settings, behind_https=True), dialogue=FakeDialogue())
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="https://test") as client:
            answer = await log_in(client, account)
        assert all(
            "Secure" in cookie
            for cookie in answer.headers.get_list("set-cookie")
            if "Max-Age=0" not in cookie
        )
        await app.state.services.database.close()

    async def test_the_token_is_not_in_the_database(
        self, client: httpx.AsyncClient, services: Services, account: NewAccount
    ) -> None:
        await log_in(client, account)
        async with services.database.reading() as session:
            stored = await session.scalar(select(StaffSession.token_hash))
        assert stored == service.hash_token(client.cookies["kd_session"])
        assert stored != client.cookies["kd_session"]

    async def test_case_and_space_in_the_address_do_not_matter(
        self, client: httpx.AsyncClient, account: NewAccount
    ) -> None:
        assert (await log_in(client, account, email=" Ida@Mill.example ")).status_code == 303

    async def test_unknown_account_and_wrong_password_are_told_alike(
        self, client: httpx.AsyncClient, account: NewAccount
    ) -> None:
        def told(answer: httpx.Response) -> tuple[int, str]:
            return answer.status_code, re.sub(r'value="[^"]*"', "", answer.text)

        wrong = await log_in(client, account, password="wrong")
        unknown = await log_in(client, account, email="nobody@mill.example")
        assert told(wrong) == told(unknown)
        assert wrong.status_code == 401

    async def test_an_inactive_account_stays_out(
        self, client: httpx.AsyncClient, services: Services, account: NewAccount
    ) -> None:
        async with services.database.writing() as session:
            await session.execute(update(Staff).values(active=False))
        assert (await log_in(client, account)).status_code == 401

    async def test_a_form_from_elsewhere_is_refused(
        self, client: httpx.AsyncClient, account: NewAccount
    ) -> None:
        for token in ("", "another"):
            answer = await log_in(client, account, csrf_token=token)
            assert answer.status_code == 403
            assert "kd_session" not in client.cookies

    async def test_what_was_typed_comes_back_escaped_and_without_the_password(
        self, client: httpx.AsyncClient, account: NewAccount
    ) -> None:
        answer = await log_in(client, account, email='"><script>x</script>', password="my secret")
        assert "<script>x" not in answer.text
        assert "&lt;script&gt;x" in answer.text
        assert "my secret" not in answer.text

    async def test_goes_on_to_the_page_that_was_asked_for(
        self, client: httpx.AsyncClient, account: NewAccount
    ) -> None:
        answer = await log_in(client, account, next="/console?tab=mine")
        assert answer.headers["location"] == "/console?tab=mine"

    @pytest.mark.parametrize(
        "foreign", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:x"]
    )
    async def test_never_leads_to_another_site(
        self, client: httpx.AsyncClient, account: NewAccount, foreign: str
    ) -> None:
        assert (await log_in(client, account, next=foreign)).headers["location"] == "/console"

    async def test_too_many_failures_have_to_wait_even_with_the_right_password(
        self, client: httpx.AsyncClient, account: NewAccount
    ) -> None:
        for _ in range(5):
            assert (await log_in(client, account, password="wrong")).status_code == 401
        answer = await log_in(client, account)
        assert answer.status_code == 429
        assert 0 < int(answer.headers["retry-after"]) <= 300

    async def test_too_many_failures_from_one_address_stop_its_other_guesses(
        self, client: httpx.AsyncClient, account: NewAccount
    ) -> None:
        for number in range(5):
            await log_in(client, account, email=f"guess{number}@mill.example")
        assert (await log_in(client, account)).status_code == 429

    async def test_ends_the_session_this_browser_had_before(
        self, client: httpx.AsyncClient, services: Services, account: NewAccount
    ) -> None:
        await log_in(client, account)
        before = client.cookies["kd_session"]
        token = "stale"
        await client.post(
            "/login",
            data={"email": account.email, "password": account.password, "csrf_token": token},
            headers={"cookie": f"kd_session={before}; kd_login={token}"},
        )
        assert await service.current_login(services.database, before) is None


class TestLogOut:
    async def test_ends_the_session(self, app: FastAPI, services: Services) -> None:
        async with colleague(app, services, name="Ida") as ida:
            answer = await ida.client.post("/logout", data={"csrf_token": ida.csrf})
            assert (answer.status_code, answer.headers["location"]) == (303, "/login")
            assert await service.current_login(services.database, ida.token) is None

    async def test_a_form_from_elsewhere_logs_nobody_out(self, app: FastAPI, services: Services) -> None:
        async with colleague(app, services, name="Ida") as ida:
            answer = await ida.client.post("/logout", data={"csrf_token": "another"})
            assert answer.status_code == 403
            assert answer.json()["error"]["code"] == "csrf_mismatch"
            assert await service.current_login(services.database, ida.token) is not None

    async def test_without_a_login_leads_to_the_login(self, client: httpx.AsyncClient) -> None:
        answer = await client.post("/logout")
        assert (answer.status_code, answer.headers["location"]) == (303, "/login")
