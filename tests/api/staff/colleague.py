"""A member of staff with a browser of their own, for the tests of all staff pages."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from fastapi import FastAPI

from api.services import Services
from api.staff.dependencies import CSRF_HEADER, SESSION_COOKIE
from api.staff.models import Staff
from api.staff.service import current_login, open_session
from tests.api.conftest import hire


@dataclass(frozen=True)
class Colleague:
    """Somebody logged in, and the token their pages carry."""

    client: httpx.AsyncClient
    staff: Staff
    csrf: str
    token: str

    async def get(self, path: str, **params: Any) -> httpx.Response:
        return await self.client.get(path, params=params)

    async def post(self, path: str, body: Any = None) -> httpx.Response:
        return await self.client.post(path, json=body or {}, headers={CSRF_HEADER: self.csrf})

    async def delete(self, path: str) -> httpx.Response:
        return await self.client.delete(path, headers={CSRF_HEADER: self.csrf})

    async def send(self, path: str, **fields: Any) -> httpx.Response:
        """Send a form of a page."""
        return await self.client.post(path, data={"csrf_token": self.csrf, **fields})


@asynccontextmanager
async def colleague(
    app: FastAPI, services: Services, *, name: str, role: str = "agent"
) -> AsyncIterator[Colleague]:
    """Let somebody with `role` log in, in a browser of their own."""
    staff = await hire(services, name=name, role=role, signed_in=False)
    async with services.database.writing() as session:
        opened = open_session(session, staff)
    login = await current_login(services.database, opened.token)
    assert login is not None
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app, raise_app_exceptions=False),
        base_url="http://test",
        cookies={SESSION_COOKIE: opened.token},
    ) as client:
        yield Colleague(client, staff, login.csrf, opened.token)
