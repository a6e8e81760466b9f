"""An administrator, and which tests run on both databases."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from api.services import Services
from api.staff import service
from api.staff.models import AuditEntry
from api.staff.schemas import NewAccount
from tests.api.staff.colleague import Colleague, colleague
from tests.databases import on_both

_ON_BOTH_DATABASES = {
    "test_audit.py",
    "test_links.py",
    "test_second_step.py",
    "test_people.py",
    "test_audit_changes.py",
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Whatever the databases may take differently runs on both."""
    on_both(metafunc, *_ON_BOTH_DATABASES)


@pytest.fixture
async def admin(app: FastAPI, services: Services) -> AsyncIterator[Colleague]:
    async with colleague(app, services, name="Charlie", role="admin") as person:
        yield person


@pytest.fixture
async def ida(app: FastAPI, services: Services) -> AsyncIterator[Colleague]:
    async with colleague(app, services, name="Ida") as person:
        yield person


@pytest.fixture
async def account(services: Services) -> NewAccount:
    """An account whose password is known."""
    async with services.database.writing() as session:
        return await service.add_account(session, email="kim@mill.example", name="Kim", role="agent")


async def form_token(client: httpx.AsyncClient, path: str = "/login") -> str:
    """The token that a page puts into its form."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', (await client.get(path)).text)
    assert found
    return found[1]


async def send(client: httpx.AsyncClient, path: str, **fields: str) -> httpx.Response:
    """Fill in a form of a page before the login."""
    return await client.post(path, data={"csrf_token": await form_token(client, path), **fields})


async def log_in(client: httpx.AsyncClient, account: NewAccount, **other: str) -> httpx.Response:
    """Log in with a password."""
    return await send(client, "/login", **{"email": account.email, "password": account.password, **other})


async def trail(services: Services) -> list[AuditEntry]:
    """The audit trail, in order."""
    async with services.database.reading() as session:
        return list(await session.scalars(select(AuditEntry).order_by(AuditEntry.id)))
