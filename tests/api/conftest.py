"""A database, a bot made by hand, and a visitor; every test begins with an empty house."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

import api.models  # noqa: F401  (all tables are emptied after a test)
from api.app import create_app
from api.conversations.models import Conversation
from api.db import Base, now
from api.engines import create_engine
from api.logs import configure_logs
from api.migrate import migrate
from api.services import Services
from api.settings import Settings, async_url
from api.staff.models import Staff, StaffSession
from tests.api.catalog_files import write_catalog
from tests.api.fake_dialogue import FakeDialogue
from tests.databases import POSTGRESQL, on_both

# Emptying with DELETE, without triggers and foreign keys, is twenty times quicker than TRUNCATE: most tables are empty.
_EMPTIED = f"""
DO $$ BEGIN
  SET LOCAL session_replication_role = replica;
  {" ".join(f"DELETE FROM {table.name};" for table in Base.metadata.sorted_tables)}
  PERFORM setval(c.oid, 1, false) FROM pg_class c
    WHERE c.relkind = 'S' AND c.relnamespace = current_schema()::regnamespace;
END $$
"""


@pytest.fixture(scope="session")
def catalog_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_catalog(tmp_path_factory.mktemp("catalog"))


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("database") / "empty.db"
    asyncio.run(_migrated(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgresql_schema() -> Iterator[str]:
    """A migrated schema of one's own, dropped afterwards."""
    schema = f"kd_{uuid4().hex[:12]}"
    asyncio.run(_run(f"CREATE SCHEMA {schema}"))
    asyncio.run(_migrated(async_url(str(POSTGRESQL)), schema=schema))
    yield schema
    asyncio.run(_run(f"DROP SCHEMA {schema} CASCADE"))


async def _migrated(url: str, *, schema: str | None = None) -> None:
    engine = create_engine(url, schema=schema)
    await migrate(engine)
    await engine.dispose()


async def _run(statement: str, *, schema: str | None = None) -> None:
    engine = create_engine(async_url(str(POSTGRESQL)), schema=schema)
    async with engine.begin() as connection:
        await connection.execute(text(statement))
    await engine.dispose()


@pytest.fixture
def place(request: pytest.FixtureRequest) -> str:
    """Which database a test runs on; the tests of the core run on two."""
    return getattr(request, "param", "sqlite")


@pytest.fixture
def database_settings(place: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[dict[str, Any]]:
    if place == "sqlite":
        path = tmp_path / "test.db"
        shutil.copy(request.getfixturevalue("empty_database"), path)
        yield {"database_url": f"sqlite+aiosqlite:///{path}"}
        return
    schema = request.getfixturevalue("postgresql_schema")
    yield {"database_url": async_url(str(POSTGRESQL)), "database_schema": schema}
    asyncio.run(_run(_EMPTIED, schema=schema))


@pytest.fixture
def settings(catalog_dir: Path, database_settings: dict[str, Any], tmp_path: Path) -> Settings:
    return Settings(
        demo=True,
        catalog=catalog_dir,
        attachments=tmp_path / "attachments",
        rasa_timeout_seconds=0.5,
        expose_turns=True,
        **database_settings,
    )


@pytest.fixture
def dialogue() -> FakeDialogue:
    return FakeDialogue()


@pytest.fixture(scope="session")
def with_routes() -> FastAPI:
    """An app whose routes FastAPI has worked out once: it does so at the first request, longer than most tests take."""
    return create_app(Settings(demo=True), dialogue=FakeDialogue())


@pytest.fixture
async def app(settings: Settings, dialogue: FakeDialogue, with_routes: FastAPI) -> AsyncIterator[FastAPI]:
    app = create_app(settings, dialogue=dialogue)
    app.routes[:] = with_routes.routes
    # The routes look there for what takes the place of a dependency.
    app.dependency_overrides = with_routes.dependency_overrides
    yield app
    app.dependency_overrides.clear()
    await app.state.services.bus.close()
    await app.state.services.database.close()


@pytest.fixture
def services(app: FastAPI) -> Services:
    found: Services = app.state.services
    return found


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


@pytest.fixture
async def agent(services: Services) -> Staff:
    return await hire(services, name="Ida")


@pytest.fixture
async def other_agent(services: Services) -> Staff:
    return await hire(services, name="Lars")


async def until(condition: Callable[[], bool], *, seconds: float = 3) -> None:
    """Wait until something is so."""
    for _ in range(int(seconds / 0.01)):
        if condition():
            return
        await asyncio.sleep(0.01)
    pytest.fail("it did not happen in time")


async def hire(services: Services, *, name: str, role: str = "agent", signed_in: bool = True) -> Staff:
    """A member of staff, signed in unless told otherwise."""
    async with services.database.writing() as session:
        staff = Staff(email=f"{name.lower()}@mill.example", name=name, role=role, password_hash="x")
        session.add(staff)
        await session.flush()
        if signed_in:
            tomorrow = now().replace(year=now().year + 1)
            session.add(StaffSession(token_hash=name, staff_id=staff.id, csrf="c", expires_at=tomorrow))
        return staff


@dataclass
class Visitor:
    """Somebody in a conversation."""

    client: httpx.AsyncClient
    id: str
    token: str
    sent: int = 0

    @property
    def path(self) -> str:
        return f"/api/chat/conversations/{self.id}"

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def say(
        self, text: str | None = None, *, payload: str | None = None, key: str | None = None
    ) -> Any:
        """Send a message; the whole answer's JSON, which must be a success."""
        response = await self.post("messages", **self.message(text, payload=payload, key=key))
        assert response.status_code == 200, response.text
        return response.json()

    def message(
        self, text: str | None, *, payload: str | None = None, key: str | None = None
    ) -> dict[str, Any]:
        self.sent += 1
        body = {"client_message_id": key or f"m{self.sent}"}
        return body | ({"payload": payload} if payload else {"text": text or ""})

    async def post(self, name: str, /, **body: Any) -> httpx.Response:
        return await self.client.post(f"{self.path}/{name}", json=body, headers=self.headers)

    async def get(self, name: str, /, **params: Any) -> httpx.Response:
        return await self.client.get(f"{self.path}/{name}", params=params, headers=self.headers)

    async def heard(self) -> list[str]:
        """All texts in the conversation, in order."""
        messages = (await self.get("messages")).json()["messages"]
        return [message["text"] for message in messages]


async def arrive(client: httpx.AsyncClient, **body: Any) -> Visitor:
    """A new visitor with a conversation."""
    response = await client.post("/api/chat/conversations", json=body)
    assert response.status_code == 201, response.text
    started = response.json()
    return Visitor(client, started["id"], started["token"])


@pytest.fixture
async def visitor(client: httpx.AsyncClient) -> Visitor:
    return await arrive(client, locale="da-DK")


@pytest.fixture
def conversation_now(services: Services) -> Any:
    """Reads the columns of a conversation as they are now."""

    async def read(conversation_id: str) -> Conversation:
        async with services.database.reading() as session:
            found = await session.get(Conversation, conversation_id)
            assert found is not None
            return found

    return read


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Tests of the core run on both databases."""
    if "conversations" in Path(str(metafunc.definition.path)).parts:
        on_both(metafunc)


@pytest.fixture(scope="session", autouse=True)
def quiet_logs() -> None:
    configure_logs("error")


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings of the machine do not reach the tests."""
    for name in ("DATABASE_URL", "CATALOG", "RASA_URL", "KUNDEDIALOG_SECRET", "KUNDEDIALOG_DEMO"):
        monkeypatch.delenv(name, raising=False)
