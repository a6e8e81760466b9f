"""A desk with many conversations, without a bot: the api in a process of its own, on a database filled by hand."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar
from urllib.error import URLError
from urllib.request import urlopen
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from api.conversations import repository
from api.conversations.models import Contact, Conversation
from api.db import Database, now
from api.desk.models import ConversationLabel, Label
from api.live import MemoryBus
from api.settings import Settings
from launch.__main__ import prepare_database
from launch.plan import free_port

_T = TypeVar("_T")


@dataclass(frozen=True, kw_only=True)
class Case:
    """One conversation to put on the desk; `due` is in minutes from now, below 0 when it is late."""

    who: str | None = None
    says: Sequence[str] = ("Hello, can somebody help me?",)
    state: str = "queued"
    language: str = "en"
    due: float = 60
    since: float = 20
    reason: str | None = "requested"
    priority: int = 0
    line: int = 1
    labels: Sequence[str] = ()
    snoozed_hours: float | None = None
    id: str = field(default_factory=lambda: uuid4().hex)


@dataclass(frozen=True)
class Desk:
    """A running api and its demo logins by role (the first of each)."""

    address: str
    logins: dict[str, tuple[str, str]]


@contextmanager
def desk(folder: Path, cases: Sequence[Case], labels: dict[str, str]) -> Iterator[Desk]:
    """Serves `cases` until the end of the block; `labels` are colours by name."""
    url = f"sqlite+aiosqlite:///{folder / 'desk.db'}"
    port = free_port()
    environment = {
        "PATH": os.environ["PATH"],
        "KUNDEDIALOG_DEMO": "1",
        "DATABASE_URL": url,
        "PORT": str(port),
        "ATTACHMENTS": str(folder / "attachments"),
        "RASA_URL": "http://127.0.0.1:1",
        "LOG_LEVEL": "error",
        "AUTO_ASSIGN": "0",
    }
    made = _run(prepare_database(Settings.from_env(environment)))
    logins: dict[str, tuple[str, str]] = {}
    for role, email, password in made:
        logins.setdefault(role, (email, password))

    async def fill(session: AsyncSession) -> None:
        known = {name: Label(name=name, colour=colour) for name, colour in labels.items()}
        session.add_all(known.values())
        await session.flush()
        for case in cases:
            await _place(session, case, known)

    _run(_writing(url, fill))
    process = subprocess.Popen([sys.executable, "-m", "api"], env=environment)
    try:
        running = Desk(f"http://127.0.0.1:{port}", logins)
        _wait_for(running, process)
        yield running
    finally:
        process.terminate()
        process.wait(timeout=20)


async def _place(session: AsyncSession, case: Case, labels: dict[str, Label]) -> None:
    moment = now()
    began = moment - timedelta(minutes=case.since)
    ended = case.state == "closed"
    waits = case.state in ("queued", "assigned")
    conversation = Conversation(
        id=case.id,
        token_hash=uuid4().hex,
        locale=case.language,
        language=case.language,
        state=case.state,
        escalation_reason=case.reason if case.state != "bot" else None,
        line=case.line if case.state != "bot" else None,
        priority=case.priority,
        created_at=began,
        updated_at=began,
        queued_at=began if waits else None,
        due_at=moment + timedelta(minutes=case.due) if waits else None,
        assigned_to=1 if case.state == "assigned" else None,
        closed_at=moment if ended else None,
        resolution="solved" if ended else None,
        outcome="service" if ended else None,
        snoozed_until=moment + timedelta(hours=case.snoozed_hours) if case.snoozed_hours else None,
    )
    session.add(conversation)
    await session.flush()
    for words in case.says:
        await repository.append(
            session, conversation, type="message", author="visitor", audience="public", texts={"text": words}
        )
    if case.who:
        session.add(Contact(conversation_id=case.id, name=case.who))
    for name in case.labels:
        session.add(ConversationLabel(conversation_id=case.id, label_id=labels[name].id))


def _run(work: Coroutine[Any, Any, _T]) -> _T:
    """Runs `work` in a thread of its own, for the browser's tests have a loop in theirs."""
    with ThreadPoolExecutor(1) as beside:
        return beside.submit(asyncio.run, work).result()


async def _writing(url: str, work: Callable[[AsyncSession], Awaitable[None]]) -> None:
    database = Database(url, bus=MemoryBus())
    try:
        async with database.writing() as session:
            await work(session)
    finally:
        await database.close()


def _wait_for(running: Desk, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert process.poll() is None, "the api ended by itself"
        try:
            urlopen(f"{running.address}/health", timeout=2).close()
        except (URLError, OSError):
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the api did not start")
