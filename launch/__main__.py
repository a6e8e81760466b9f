"""`make run`: from a clone to a running shop, console and insights, with one command."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import time
from pathlib import Path

from api.db import Database
from api.live import MemoryBus
from api.migrate import migrate
from api.settings import Settings
from api.staff.seed import ensure_demo_staff
from bot.catalog import load_catalog
from launch import model
from launch.command import STOPPED, command
from launch.database import check_address, check_connection, told_in_one_sentence
from launch.plan import CannotStart, Plan, check_ports, make_plan
from launch.stack import Stack

_START = time.monotonic()


def report(line: str) -> None:
    """Tells the person at the terminal what was done, and when; nobody, when the terminal is gone."""
    with contextlib.suppress(OSError):
        sys.stdout.write(f"  {time.monotonic() - _START:4.0f} s  {line}\n")
        sys.stdout.flush()


def main() -> int:
    """Runs until stopped.

    Raises:
        CannotStart: Something is in the way; as SettingsError and CatalogError it says what.
    """
    # Without a .env this is somebody looking around: demo mode, with a secret of its own.
    os.environ.setdefault("KUNDEDIALOG_DEMO", "1")
    plan = make_plan(os.environ)
    settings = Settings.from_env(plan.environment)
    check_address(settings)
    check_ports(plan)
    catalog = load_catalog(settings.catalog)
    report(f"the catalog of {catalog.business.name} is complete")
    if model.is_current(plan):
        report("the trained model is current")
    else:
        report("training the model, about half a minute …")
        model.train(plan)
        report("the model is trained")
    logins = asyncio.run(prepare_database(settings))
    return asyncio.run(serve(plan, keep_logins(plan, logins)))


async def prepare_database(settings: Settings) -> list[tuple[str, str, str]]:
    """Brings the database to its newest shape and makes the demo accounts on first start.

    Returns:
        Role, e-mail and password of accounts made just now.

    Raises:
        CannotStart: The database cannot be used.
    """
    with told_in_one_sentence(settings):
        database = Database(settings.database_url, bus=MemoryBus(), schema=settings.database_schema)
        try:
            await check_connection(database.engine)
            await migrate(database.engine)
            report("the database is current")
            if not settings.demo:
                return []
            async with database.writing() as session:
                return list(await ensure_demo_staff(session))
        finally:
            await database.close()


def keep_logins(plan: Plan, made: list[tuple[str, str, str]]) -> Path | None:
    """Writes new demo logins where only this user can read them."""
    path = plan.var / "demo-logins.txt"
    if made:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "a") as file:
            file.writelines(f"{role:9} {email}  {password}\n" for role, email, password in made)
    return path if path.exists() else None


async def serve(plan: Plan, logins: Path | None) -> int:
    """Starts the three processes and keeps them until Ctrl-C, SIGTERM or the end of the terminal."""
    stack, stopping = Stack(plan), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    report("starting Rasa, the action server and the api …")
    starting = asyncio.create_task(stack.start(report))
    stop = asyncio.create_task(stopping.wait())
    await asyncio.wait({starting, stop}, return_when=asyncio.FIRST_COMPLETED)
    if not starting.done():
        starting.cancel()
        await asyncio.gather(starting, return_exceptions=True)
        report("stopped")
        return STOPPED
    starting.result()
    watching = asyncio.create_task(stack.watch(report))
    try:
        welcome(plan, logins)
        await asyncio.wait({watching, stop}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        report("stopping …")
        watching.cancel()
        failures = await asyncio.gather(watching, return_exceptions=True)
        await stack.stop()
    report("stopped")
    for failure in failures:
        if isinstance(failure, ExceptionGroup):
            raise CannotStart(str(failure.exceptions[0]))
    return 0


def welcome(plan: Plan, logins: Path | None) -> None:
    """Says where everything is."""
    lines = [
        "",
        f"  Shop with the chat   {plan.address}/",
        f"  Support console      {plan.address}/console",
        f"  Insights             {plan.address}/insights",
        "",
    ]
    if logins:
        lines += [
            f"  Demo logins ({logins}):",
            *(f"    {line}" for line in logins.read_text().splitlines()),
            "",
        ]
    lines += ["  Ctrl-C stops everything.", ""]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(command(main))
