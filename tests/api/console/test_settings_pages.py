"""The settings pages: who sees them, what is kept, and what is said about a form that is not."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from api.desk.models import CannedStart, Label
from api.recovery.models import Cause
from api.services import Services
from api.staff.models import Staff
from api.staff.team_models import Team
from api.theme.texts import STAFF_LANGUAGES
from api.tokens.models import ApiToken
from api.webhooks.models import Webhook
from tests.api.staff.colleague import Colleague, colleague

FOR_LEADS = ("teams", "people", "labels", "starts", "causes")
FOR_ADMINS = ("webhooks", "keys", "mail")
SLATE, RED = "#475569", "#b42318"


@pytest.fixture
async def mika(app: FastAPI, services: Services) -> AsyncIterator[Colleague]:
    async with colleague(app, services, name="Mika", role="lead") as person:
        yield person


@pytest.fixture
async def ada(app: FastAPI, services: Services) -> AsyncIterator[Colleague]:
    async with colleague(app, services, name="Ada", role="admin") as person:
        yield person


def said_about(page: httpx.Response, field: str) -> str:
    """What the page says about the field of one of its forms."""
    found = re.search(rf'id="{field}-problem" role="alert">([^<]*)<', page.text)
    assert found, f"nothing is said about {field}"
    return found.group(1)


async def every(services: Services, model: type) -> list[object]:
    async with services.database.reading() as session:
        return list(await session.scalars(select(model)))


class TestAccess:
    @pytest.mark.parametrize("name", [*FOR_LEADS, *FOR_ADMINS])
    async def test_an_agent_and_a_stranger_are_kept_out(
        self, client: httpx.AsyncClient, ida: Colleague, name: str
    ) -> None:
        assert (await ida.get(f"/settings/{name}")).status_code == 403
        assert (await client.get(f"/settings/{name}")).headers["location"].startswith("/login")

    async def test_a_lead_sees_no_links_to_other_systems(self, mika: Colleague) -> None:
        page = (await mika.get("/settings/teams")).text
        assert 'href="/settings/causes"' in page
        assert "/settings/keys" not in page
        assert (await mika.get("/settings/keys")).status_code == 403

    async def test_a_form_without_the_token_changes_nothing(
        self, mika: Colleague, services: Services
    ) -> None:
        answer = await mika.client.post("/settings/teams", data={"name": "Returns"})
        assert answer.status_code == 403
        assert await every(services, Team) == []

    @pytest.mark.parametrize("language", STAFF_LANGUAGES)
    async def test_every_language_has_every_word(self, ada: Colleague, language: str) -> None:
        for name in (*FOR_LEADS, *FOR_ADMINS):
            page = await ada.get(f"/settings/{name}", lang=language)
            assert page.status_code == 200, name
            assert f'<html lang="{language}"' in page.text
            assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", page.text)


class TestTeams:
    async def test_made_filled_and_dissolved(
        self, mika: Colleague, ida: Colleague, services: Services
    ) -> None:
        made = await mika.send("/settings/teams", name="Returns")
        assert made.headers["location"] == "/settings/teams?news=made"
        await mika.send("/settings/teams/1", name="Returns", member=str(ida.staff.id))
        assert "Ida</span>" in (await mika.get("/settings/teams")).text
        await mika.send("/settings/teams/1/remove")
        assert await every(services, Team) == []

    async def test_says_what_is_wrong_and_keeps_what_was_typed(self, mika: Colleague) -> None:
        await mika.send("/settings/teams", name="Returns")
        again = await mika.send("/settings/teams", name="Returns")
        assert again.status_code == 409
        assert said_about(again, "new-name") == "There is already a team with this name."
        assert 'value="Returns"' in again.text
        assert said_about(await mika.send("/settings/teams", name=" "), "new-name") == "Give it a name."

    async def test_one_that_is_gone_is_said_to_be(self, mika: Colleague) -> None:
        assert (await mika.send("/settings/teams/99", name="Returns")).status_code == 404


class TestPeople:
    async def test_a_lead_sets_lines_and_capacity(
        self, mika: Colleague, ida: Colleague, services: Services
    ) -> None:
        await mika.send(f"/settings/people/{ida.staff.id}", capacity="6", line=["1", "3"], available="true")
        async with services.database.reading() as session:
            person = await session.get_one(Staff, ida.staff.id)
        assert (person.capacity, person.lines, person.available) == (6, [1, 3], True)

    async def test_nonsense_is_told_by_field(self, mika: Colleague, ida: Colleague) -> None:
        form = f"person-{ida.staff.id}"
        none = await mika.send(f"/settings/people/{ida.staff.id}", capacity="many")
        assert said_about(none, f"{form}-capacity") == "Choose a number from 1 to 50."
        assert said_about(none, f"{form}-lines") == "Tick at least one line."


class TestLabels:
    async def test_from_first_to_last(self, mika: Colleague, services: Services) -> None:
        await mika.send("/settings/labels", name="Late", colour=SLATE)
        await mika.send("/settings/labels/1", name="Late delivery", colour=RED)
        (label,) = await every(services, Label)
        assert isinstance(label, Label)
        assert (label.name, label.colour) == ("Late delivery", RED)
        await mika.send("/settings/labels/1/remove")
        assert await every(services, Label) == []

    async def test_says_what_is_wrong(self, mika: Colleague) -> None:
        await mika.send("/settings/labels", name="Late", colour=SLATE)
        taken = await mika.send("/settings/labels", name="Late", colour=SLATE)
        assert said_about(taken, "new-name") == "There is already a label with this name."
        assert said_about(await mika.send("/settings/labels", colour=SLATE), "new-name") == "Give it a name."
        odd = await mika.send("/settings/labels", name="Odd", colour="#123456")
        assert said_about(odd, "new-colour") == "Choose one of the colours."


class TestStarts:
    async def test_is_kept_by_language(self, mika: Colleague, services: Services) -> None:
        await mika.send("/settings/starts", shortcut="/Delay", language="nb", text="Hei {customer}")
        (start,) = await every(services, CannedStart)
        assert isinstance(start, CannedStart)
        assert (start.shortcut, start.language) == ("delay", "nb")
        await mika.send("/settings/starts/1", shortcut="delay", language="da", text="Hej {customer}")
        await mika.send("/settings/starts/1/remove")
        assert await every(services, CannedStart) == []

    async def test_says_which_variables_do_not_exist(self, mika: Colleague) -> None:
        page = await mika.send("/settings/starts", shortcut="x", language="en", text="{parcel} and {<b>}")
        assert said_about(page, "new-text") == "These variables don’t exist: {&lt;b&gt;}, {parcel}"

    @pytest.mark.parametrize(
        ("typed", "field"),
        [
            ({"shortcut": "No!", "text": "Hi"}, "shortcut"),
            ({"shortcut": "x", "text": " "}, "text"),
            ({"shortcut": "x", "text": "a" * 4001}, "text"),
            ({"shortcut": "x", "text": "Hi", "language": "sv"}, "language"),
        ],
    )
    async def test_tells_by_field(self, mika: Colleague, typed: dict[str, str], field: str) -> None:
        page = await mika.send("/settings/starts", **{"language": "en", **typed})
        assert page.status_code == 422
        assert said_about(page, f"new-{field}")


class TestCauses:
    async def test_added_renamed_merged_and_put_away(self, mika: Colleague, services: Services) -> None:
        for label in ("Packed too loosely", "Bad packing"):
            await mika.send("/settings/causes", label=label)
        taken = await mika.send("/settings/causes/2", label="Packed too loosely")
        assert "Merge the two" in said_about(taken, "cause-2-label")
        await mika.send("/settings/causes/2/merge", into="1")
        await mika.send("/settings/causes/1/use", active="false")
        (cause,) = await every(services, Cause)
        assert isinstance(cause, Cause)
        assert (cause.label, cause.active) == ("Packed too loosely", False)
        assert "Not in use" in (await mika.get("/settings/causes")).text


class TestWebhooks:
    async def test_secret_is_shown_once(self, ada: Colleague, services: Services) -> None:
        typed = {"url": "https://desk.example.com/hooks", "event": "conversation.queued"}
        shown = await ada.send("/settings/webhooks", **typed)
        (webhook,) = await every(services, Webhook)
        assert isinstance(webhook, Webhook)
        assert webhook.secret in shown.text
        for page in ("/settings/webhooks", "/settings/webhooks/1"):
            assert webhook.secret not in (await ada.get(page)).text

    async def test_is_tried_repeated_and_switched_off(self, ada: Colleague) -> None:
        await ada.send("/settings/webhooks", url="https://desk.example.com/", event="conversation.queued")
        tried = await ada.send("/settings/webhooks/1/test")
        assert tried.headers["location"] == "/settings/webhooks/1?news=tested"
        assert "A test" in (await ada.get("/settings/webhooks/1")).text
        await ada.send("/settings/webhooks/1/use", active="false")
        page = (await ada.get("/settings/webhooks/1")).text
        assert "Switch on" in page
        refused = await ada.send("/settings/webhooks/1/deliveries/1/again")
        assert said_about(refused, "log") == "It is switched off. Switch it on first."
        await ada.send("/settings/webhooks/1/use", active="true")
        again = await ada.send("/settings/webhooks/1/deliveries/1/again")
        assert again.headers["location"] == "/settings/webhooks/1?news=repeated"
        await ada.send("/settings/webhooks/1/remove")
        assert (await ada.get("/settings/webhooks/1")).status_code == 404

    async def test_says_what_is_wrong_in_words(self, ada: Colleague) -> None:
        page = await ada.send("/settings/webhooks", url="ftp://desk.example.com", event="conversation.queued")
        assert "must start with https://" in said_about(page, "new-url")
        none = await ada.send("/settings/webhooks", url="https://desk.example.com")
        assert said_about(none, "new-events") == "Tick at least one event."
        assert 'value="https://desk.example.com"' in none.text


class TestKeys:
    async def test_is_shown_once_and_revoked(self, ada: Colleague, services: Services) -> None:
        shown = await ada.send("/settings/keys", name="Zendesk", scope="conversations:read")
        found = re.search(r"kd_[\w-]{20,}", shown.text)
        assert found
        assert found.group() not in (await ada.get("/settings/keys")).text
        await ada.send("/settings/keys/1/revoke")
        (key,) = await every(services, ApiToken)
        assert isinstance(key, ApiToken)
        assert key.revoked_at is not None

    async def test_says_what_is_wrong_by_field(self, ada: Colleague) -> None:
        page = await ada.send("/settings/keys", name=" ")
        assert said_about(page, "new-name") == "Give it a name."
        assert said_about(page, "new-scopes") == "Tick at least one thing the key can do."
        past = await ada.send(
            "/settings/keys", name="Zendesk", scope="conversations:read", expires_on="2020-01-01"
        )
        assert said_about(past, "new-expires_on") == "Choose a date in the future."


class TestMail:
    async def test_a_test_goes_to_oneself(self, ada: Colleague) -> None:
        page = (await ada.get("/settings/mail")).text
        assert f"It goes to {ada.staff.email}." in page
        sent = await ada.send("/settings/mail/test")
        assert sent.headers["location"] == "/settings/mail?news=tested"
