"""Measures the desk on SQLite, and on PostgreSQL where TEST_DATABASE_URL is set: `make bench-desk`.

Writes `docs/benchmarks/desk.md`. It stops by itself after about two minutes for each database.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from pathlib import Path

from api.logs import configure_logs
from bench.__main__ import say
from bench.desk.house import Size, house
from bench.desk.load import Measured, run
from bench.desk.report import report
from launch.command import command
from launch.plan import ROOT

PER_SECOND = 5.0
SECONDS = 60.0
SIZE = Size()
PAGE = ROOT / "docs" / "benchmarks" / "desk.md"


async def main() -> int:
    """Measures one database after the other and writes the report."""
    configure_logs("error")
    places = {"SQLite": None, "PostgreSQL": os.environ.get("TEST_DATABASE_URL")}
    found: dict[str, Measured] = {}
    for name, url in places.items():
        if name == "SQLite" or url:
            found[name] = await measured(name, url)
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(report(found, SIZE, per_second=PER_SECOND), encoding="utf-8")
    say(f"written: {PAGE.relative_to(ROOT)}")
    sys.stdout.write(PAGE.read_text(encoding="utf-8"))
    return 0


async def measured(name: str, url: str | None) -> Measured:
    """One house, filled, opened and put under load."""
    with tempfile.TemporaryDirectory() as scratch:
        say(f"{name}: filling a house with {SIZE.queued + SIZE.assigned} conversations …")
        async with house(Path(scratch), SIZE, postgresql=url) as open_house:
            say(f"{name}: {PER_SECOND:g} messages a second for {SECONDS:g} s …")
            return await run(open_house, per_second=PER_SECOND, seconds=SECONDS)


if __name__ == "__main__":
    sys.exit(command(lambda: asyncio.run(main())))
