"""Two Rasa processes with one tracker database and Rasa's Redis lock, as the README describes it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from bot.catalog import load_catalog
from launch.plan import free_port
from launch.processes import Managed
from launch.stack import rasa_process
from tests.conftest import Installation

READY_SECONDS = 120.0
METADATA = {"language": "en", "state": "bot", "epoch": 0, "offers_left": 0}


@dataclass(frozen=True)
class Twins:
    """Two processes that share a database and a lock, and the addresses of both."""

    installation: Installation
    processes: list[Managed]
    ports: list[int]

    def says(self, which: int, sender: str, text: str, *, message_id: str | None = None) -> dict[str, Any]:
        """One turn with one of the two."""
        answer = httpx.post(
            f"http://127.0.0.1:{self.ports[which]}/webhooks/turn/webhook",
            json={
                "sender": sender,
                "message_id": message_id or uuid4().hex,
                "text": text,
                "metadata": METADATA,
            },
            headers={"Authorization": f"Bearer {self.installation.plan.environment['RASA_TOKEN']}"},
            timeout=30.0,
            trust_env=False,
        )
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


@pytest.fixture(scope="module")
def redis_port() -> Iterator[int]:
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("there is no redis-server on this machine")
    port = free_port()
    process = subprocess.Popen(
        [program, "--port", str(port), "--bind", "127.0.0.1", "--save", ""], stdout=subprocess.DEVNULL
    )
    while socket.socket().connect_ex(("127.0.0.1", port)) and process.poll() is None:
        time.sleep(0.05)
    yield port
    process.terminate()
    process.wait()


@pytest.fixture(scope="module")
def twins(
    installation: Installation, redis_port: int, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Twins]:
    folder: Path = tmp_path_factory.mktemp("twins")
    endpoints = folder / "endpoints.yml"
    endpoints.write_text(
        Path("bot/endpoints.yml").read_text()
        + f"\nlock_store:\n  type: redis\n  url: 127.0.0.1\n  port: {redis_port}\n"
    )
    plan, ports = installation.plan, [free_port(), free_port()]
    database = {"TRACKER_DATABASE_URL": f"sqlite:///{folder / 'trackers.db'}"}
    processes = [
        rasa_process(plan, port=port, log=folder / f"{port}.log", endpoints=endpoints, settings=database)
        for port in ports
    ]
    try:
        for process in processes:
            installation.run(process.start())
        for process in processes:
            assert installation.run(process.ready(within=READY_SECONDS)), process.last_words()
        yield Twins(installation, processes, ports)
    finally:
        for process in processes:
            installation.run(process.stop())


class TestAtOnce:
    def test_nothing_that_was_said_is_lost(self, twins: Twins) -> None:
        catalog = load_catalog(Path(os.environ.get("CATALOG") or "data/catalog"))
        products = {product.id: product.name["en"] for product in list(catalog.products.values())[:4]}
        texts = [
            *(f"what about {name}?" for name in products.values()),
            "you can reach me at anna@example.org",
        ]
        sender = uuid4().hex
        twins.says(0, sender, "hello")
        with ThreadPoolExecutor(len(texts)) as pool:
            list(pool.map(lambda each: twins.says(each[0] % 2, sender, each[1]), enumerate(texts)))
        memory = twins.says(0, sender, "thanks")["slots"]["memory"]
        assert set(memory["products"]) == set(products)
        assert memory["contact_known"] is True

    def test_a_message_sent_to_both_is_answered_once(self, twins: Twins) -> None:
        sender, message_id = uuid4().hex, uuid4().hex
        with ThreadPoolExecutor(2) as pool:
            one, other = pool.map(
                lambda which: twins.says(which, sender, "I want quiet coffee", message_id=message_id),
                range(2),
            )
        assert one == other


class TestRestart:
    def test_the_discovery_goes_on_with_another_process_and_after_a_restart(self, twins: Twins) -> None:
        sender = uuid4().hex
        begun = twins.says(0, sender, "I want good coffee in the morning without waking the baby")["slots"]
        assert begun["open_question"] == "discovery"
        goes_on = twins.says(1, sender, "that it is quiet and quick")["slots"]
        assert begun["memory"]["needs"].items() <= goes_on["memory"]["needs"].items()
        first = twins.processes[0]
        twins.installation.run(first.stop())
        twins.installation.run(first.start())
        assert twins.installation.run(first.ready(within=READY_SECONDS)), first.last_words()
        after = twins.says(0, sender, "when it tastes as it does at my sister's")["slots"]
        assert len(after["memory"]["details"]) > len(begun["memory"]["details"])
        assert set(begun["memory"]["needs"]) <= set(after["memory"]["needs"])
