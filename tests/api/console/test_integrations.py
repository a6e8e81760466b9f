"""The administrators' calls for e-mail, webhooks and keys."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from api.console.integration_views import _WORDS
from api.mail.models import OutgoingMail
from api.services import Services
from api.staff.dependencies import CSRF_HEADER
from api.staff.models import AuditEntry
from api.tokens.scopes import SCOPES
from api.webhooks.events import CHOICES, TEST, plain
from api.webhooks.receiver import PROBLEMS
from tests.api.staff.colleague import Colleague, colleague

BASE = "/api/console/integrations"
NEW_WEBHOOK = {"url": "https://desk.example.com/hooks", "events": ["conversation.queued"]}
NEW_TOKEN = {"name": "Zendesk", "scopes": ["conversations:read"]}
CALLS: list[tuple[str, str, Any]] = [
    ("GET", "", None),
    ("GET", "/mail", None),
    ("POST", "/mail/test", None),
    ("POST", "/webhooks", NEW_WEBHOOK),
    ("PATCH", "/webhooks/1", {"active": False}),
    ("DELETE", "/webhooks/1", None),
    ("POST", "/webhooks/1/secret", None),
    ("POST", "/webhooks/1/test", None),
    ("GET", "/webhooks/1/deliveries", None),
    ("POST", "/webhooks/1/deliveries/1/again", None),
    ("POST", "/tokens", NEW_TOKEN),
    ("DELETE", "/tokens/1", None),
]


@pytest.fixture
async def ada(app: FastAPI, services: Services) -> AsyncIterator[Colleague]:
    async with colleague(app, services, name="Ada", role="admin") as person:
        yield person


async def asked(person: Colleague, method: str, path: str, body: Any = None) -> httpx.Response:
    return await person.client.request(method, BASE + path, json=body, headers={CSRF_HEADER: person.csrf})


async def done(services: Services) -> list[str]:
    async with services.database.reading() as session:
        return list(await session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


class TestAccess:
    @pytest.mark.parametrize(("method", "path", "body"), CALLS)
    async def test_is_for_administrators(
        self, client: httpx.AsyncClient, ida: Colleague, method: str, path: str, body: Any
    ) -> None:
        assert (await client.request(method, BASE + path, json=body)).status_code == 401
        assert (await asked(ida, method, path, body)).status_code == 403

    @pytest.mark.parametrize(("method", "path", "body"), [call for call in CALLS if call[0] != "GET"])
    async def test_needs_the_token_of_the_page(
        self, ada: Colleague, method: str, path: str, body: Any
    ) -> None:
        answer = await ada.client.request(method, BASE + path, json=body)
        assert answer.json()["error"]["code"] == "csrf_mismatch"


class TestPage:
    async def test_has_words_for_everything(self, ada: Colleague) -> None:
        await ada.client.post("/language", data={"language": "nb"})
        got = (await asked(ada, "GET", "")).json()
        assert {each["name"] for each in got["events"]} == set(CHOICES)
        assert {each["name"] for each in got["scopes"]} == set(SCOPES)
        assert got["mail"]["set_up"] is False
        assert "SMTP_URL" in got["mail"]["words"]

    @pytest.mark.parametrize("language", ["da", "nb", "en"])
    def test_knows_a_word_for_each_name(self, language: str) -> None:
        entries = _WORDS[language].entries
        names = [f"event.{plain(name)}" for name in (*CHOICES, TEST)]
        names += [f"problem.{name}" for name in PROBLEMS] + [f"scope.{name}" for name in SCOPES]
        assert [name for name in names if name not in entries] == []


class TestWebhooks:
    async def test_from_the_first_to_the_last(self, ada: Colleague, services: Services) -> None:
        made = (await asked(ada, "POST", "/webhooks", NEW_WEBHOOK)).json()
        path = f"/webhooks/{made['id']}"
        other = (await asked(ada, "POST", f"{path}/secret")).json()
        assert other["secret"] != made["secret"]
        told = (await asked(ada, "POST", f"{path}/test")).json()
        assert (told["state"], told["can_repeat"]) == ("waiting", False)
        changed = (await asked(ada, "PATCH", path, {"active": False})).json()
        assert (changed["active"], changed["failed"]) == (False, 1)
        (shown,) = (await asked(ada, "GET", f"{path}/deliveries")).json()["deliveries"]
        assert shown["last_error"] == "switched_off"
        assert shown["problem_words"]
        assert shown["can_repeat"] is True
        off = await asked(ada, "POST", f"{path}/deliveries/{shown['id']}/again")
        assert off.json()["error"]["code"] == "webhook_off"
        await asked(ada, "PATCH", path, {"active": True})
        again = (await asked(ada, "POST", f"{path}/deliveries/{shown['id']}/again")).json()
        assert again["state"] == "waiting"
        assert made["secret"] not in (await asked(ada, "GET", "")).text
        assert (await asked(ada, "DELETE", path)).status_code == 204
        assert (await asked(ada, "GET", "")).json()["webhooks"] == []
        actions = [action for action in await done(services) if action.startswith("webhook")]
        assert actions[0] == "webhook_made"
        assert actions[-1] == "webhook_removed"


class TestTokens:
    async def test_a_key_is_shown_once_and_revoked(
        self, ada: Colleague, client: httpx.AsyncClient, services: Services
    ) -> None:
        made = (await asked(ada, "POST", "/tokens", NEW_TOKEN)).json()
        assert made["token"] not in (await asked(ada, "GET", "")).text
        headers = {"Authorization": f"Bearer {made['token']}"}
        assert (await client.get("/api/v1/conversations", headers=headers)).status_code == 200
        revoked = (await asked(ada, "DELETE", f"/tokens/{made['id']}")).json()
        assert revoked["usable"] is False
        assert (await client.get("/api/v1/conversations", headers=headers)).status_code == 401
        assert [action for action in await done(services) if action.startswith("token")] == [
            "token_made",
            "token_revoked",
        ]

    async def test_with_a_scope_that_is_none_is_refused(self, ada: Colleague) -> None:
        answer = await asked(ada, "POST", "/tokens", {"name": "Zendesk", "scopes": ["everything"]})
        assert answer.status_code == 422


class TestMail:
    async def test_a_test_goes_to_oneself(self, ada: Colleague, services: Services) -> None:
        assert (await asked(ada, "POST", "/mail/test")).status_code == 202
        async with services.database.reading() as session:
            (mail,) = await session.scalars(select(OutgoingMail))
        assert mail.address == ada.staff.email
        assert "Ada" in (mail.text or "")
        assert (await asked(ada, "GET", "/mail")).json()["waiting"] == 1
