"""One's own account, from the outside."""

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from api.services import Services
from api.staff import service
from api.staff.browsers import Browser
from api.staff.dependencies import SESSION_COOKIE
from api.staff.models import Staff, StaffSession
from api.staff.passwords import hash_password, password_matches
from tests.api.staff.colleague import Colleague, colleague
from tests.api.staff.conftest import trail

OLD, NEW = "grøn te om morgenen", "blå stol under et træ"
_FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"


async def give_password(services: Services, staff_id: int, password: str = OLD) -> None:
    async with services.database.writing() as session:
        staff = await session.get(Staff, staff_id)
        assert staff is not None
        staff.password_hash = await hash_password(password)


async def another_browser(services: Services, staff: Staff) -> str:
    async with services.database.writing() as session:
        return service.open_session(session, staff, browser=Browser("203.0.113.7", _FIREFOX)).token


async def staff_now(services: Services, staff_id: int) -> Staff:
    async with services.database.reading() as session:
        found = await session.get(Staff, staff_id)
    assert found is not None
    return found


class TestPage:
    async def test_belongs_to_whoever_is_logged_in(self, client: httpx.AsyncClient, ida: Colleague) -> None:
        assert (await client.get("/account")).headers["location"] == "/login?next=/account"
        assert "ida@mill.example" in (await ida.get("/account")).text

    @pytest.mark.parametrize("language", ["da", "nb", "en"])
    async def test_has_nothing_inline_in_any_language(self, ida: Colleague, language: str) -> None:
        for path in ("/account", "/account/two-factor"):
            page = await ida.get(path, lang=language)
            assert f'<html lang="{language}"' in page.text
            assert "style=" not in page.text
            assert "unsafe" not in page.headers["content-security-policy"]


class TestProfile:
    async def test_name_and_language_are_kept(self, ida: Colleague, services: Services) -> None:
        answer = await ida.send("/account/profile", name=" Ida  Hansen ", language="nb")
        assert answer.headers["location"] == "/account?news=profile"
        staff = await staff_now(services, ida.staff.id)
        assert (staff.name, staff.language) == ("Ida Hansen", "nb")
        page = await ida.client.get("/account", headers={"accept-language": "da"})
        assert "<h1>Min konto</h1>" in page.text
        assert '<html lang="nb"' in page.text

    async def test_without_a_language_the_browser_s_wish_counts(
        self, ida: Colleague, services: Services
    ) -> None:
        await ida.get("/account", lang="nb")
        await ida.send("/account/profile", name="Ida", language="")
        assert (await staff_now(services, ida.staff.id)).language is None
        page = await ida.client.get("/account", headers={"accept-language": "da"})
        assert '<html lang="da"' in page.text

    async def test_a_language_chosen_from_the_menu_follows_the_account_to_another_browser(
        self, app: FastAPI, ida: Colleague, services: Services
    ) -> None:
        await ida.get("/console", lang="nb")
        token = await another_browser(services, ida.staff)
        transport = httpx.ASGITransport(app=app)
        cookies = {SESSION_COOKIE: token}
        async with httpx.AsyncClient(transport=transport, base_url="http://test", cookies=cookies) as other:
            page = await other.get("/console", headers={"accept-language": "en"})
        assert '<html lang="nb"' in page.text

    @pytest.mark.parametrize("name", ["", "   ", "x" * 201])
    async def test_a_name_is_needed(self, ida: Colleague, services: Services, name: str) -> None:
        answer = await ida.send("/account/profile", name=name)
        assert answer.status_code == 422
        assert (await staff_now(services, ida.staff.id)).name == "Ida"

    async def test_markup_in_a_name_is_text(self, ida: Colleague) -> None:
        await ida.send("/account/profile", name="<script>x</script>")
        assert "<script>x" not in (await ida.get("/account")).text


class TestPassword:
    async def test_changing_it_ends_the_other_sessions_and_keeps_this_one(
        self, ida: Colleague, services: Services
    ) -> None:
        await give_password(services, ida.staff.id)
        other = await another_browser(services, ida.staff)
        answer = await ida.send("/account/password", present=OLD, password=NEW)
        assert answer.headers["location"] == "/account?news=password"
        assert await service.current_login(services.database, other) is None
        assert (await ida.get("/account")).status_code == 200
        assert await password_matches(NEW, (await staff_now(services, ida.staff.id)).password_hash)

    @pytest.mark.parametrize(
        ("present", "wanted"), [("wrong", NEW), (OLD, "short"), (OLD, "ida@mill.example")]
    )
    async def test_the_present_one_must_be_right_and_the_new_one_good(
        self, ida: Colleague, services: Services, present: str, wanted: str
    ) -> None:
        await give_password(services, ida.staff.id)
        answer = await ida.send("/account/password", present=present, password=wanted)
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text
        assert await password_matches(OLD, (await staff_now(services, ida.staff.id)).password_hash)

    async def test_guessing_the_present_one_has_to_wait(self, ida: Colleague, services: Services) -> None:
        await give_password(services, ida.staff.id)
        for _ in range(5):
            await ida.send("/account/password", present="wrong", password=NEW)
        assert (await ida.send("/account/password", present=OLD, password=NEW)).status_code == 429


class TestSessions:
    async def test_each_is_told_by_browser_system_and_address(
        self, ida: Colleague, services: Services
    ) -> None:
        await another_browser(services, ida.staff)
        page = (await ida.get("/account", lang="en")).text
        assert "Firefox on Windows" in page
        assert "203.0.113.7" in page
        assert page.count("This one") == 1

    async def test_one_can_be_ended(self, ida: Colleague, services: Services) -> None:
        other = await another_browser(services, ida.staff)
        third = await another_browser(services, ida.staff)
        await ida.send("/account/sessions/end", id=service.hash_token(other))
        assert await service.current_login(services.database, other) is None
        assert await service.current_login(services.database, third) is not None
        assert (await trail(services))[-1].action == "session_ended"

    async def test_all_others_can_be_ended(self, ida: Colleague, services: Services) -> None:
        other = await another_browser(services, ida.staff)
        await ida.send("/account/sessions/end-others")
        assert await service.current_login(services.database, other) is None
        assert (await ida.get("/account")).status_code == 200

    async def test_those_of_a_colleague_cannot(
        self, app: FastAPI, ida: Colleague, services: Services
    ) -> None:
        async with colleague(app, services, name="Lars") as lars:
            await ida.send("/account/sessions/end", id=service.hash_token(lars.token))
            await ida.send("/account/sessions/end-others")
            assert (await lars.get("/account")).status_code == 200
        async with services.database.reading() as session:
            assert len(list(await session.scalars(select(StaffSession)))) == 2
