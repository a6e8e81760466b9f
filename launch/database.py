"""What can be wrong with DATABASE_URL, in one sentence each instead of a driver's traceback."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
from alembic.util import CommandError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from api.errors import DatabaseBusy
from api.settings import Settings
from launch.plan import CannotStart

CONNECT_SECONDS = 15.0
_SQLITE = b"SQLite format 3\0"
_LOCKED = "The database is locked by another program: stop that program."


def check_address(settings: Settings) -> None:
    """Makes sure that the address is one of a database that the api can use, and a file there is a database.

    Raises:
        CannotStart: It is not; the message does not repeat it, for it may hold a password.
    """
    usual = "sqlite:///path/of/a/file or postgresql://user:password@host/database"
    try:
        url = make_url(settings.database_url)
    except (ArgumentError, ValueError) as error:
        raise CannotStart(f"DATABASE_URL is not the address of a database: write {usual}.") from error
    if url.get_backend_name() not in {"sqlite", "postgresql"}:
        raise CannotStart(
            f"DATABASE_URL names {url.get_backend_name()}, which is not supported: write {usual}."
        )
    if url.get_backend_name() == "sqlite":
        _check_file(url.database)


def _check_file(name: str | None) -> None:
    if not name or name == ":memory:":
        raise CannotStart(
            "DATABASE_URL names no file, and nothing would be kept: write sqlite:///path/of/a/file."
        )
    path = Path(name)
    if not path.exists():
        return
    try:
        with path.open("rb") as file:
            start = file.read(len(_SQLITE))
    except OSError as error:
        raise CannotStart(
            f"The database {path} cannot be read ({error.strerror}): check DATABASE_URL."
        ) from error
    if start not in {b"", _SQLITE}:
        raise CannotStart(f"The file {path} is not a database: check DATABASE_URL.")


async def check_connection(engine: AsyncEngine) -> None:
    """Opens the database once, so that one that does not answer is known soon.

    Raises:
        CannotStart: It does not answer, or not to these options.
    """
    try:
        async with asyncio.timeout(CONNECT_SECONDS), engine.connect():
            pass
    except TimeoutError as error:
        raise CannotStart(
            f"The database does not answer within {CONNECT_SECONDS:.0f} seconds: check DATABASE_URL."
        ) from error
    except TypeError as error:
        # What stands behind a question mark in the address goes to the driver as arguments.
        raise CannotStart(f"DATABASE_URL has an option that the driver does not know ({error}).") from error


@contextmanager
def told_in_one_sentence(settings: Settings) -> Iterator[None]:
    """Turns what a driver raises into one sentence.

    Raises:
        CannotStart: The database cannot be used.
    """
    check = "DATABASE_URL and DATABASE_SCHEMA" if settings.database_schema else "DATABASE_URL"
    try:
        yield
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise CannotStart(f"The database cannot be reached ({_first_line(error)}): check {check}.") from error
    except DatabaseBusy as error:
        raise CannotStart(_LOCKED) from error
    except CommandError as error:
        raise CannotStart(
            f"The database does not fit this version of Kundedialog ({_first_line(error)})."
        ) from error
    except SQLAlchemyError as error:
        cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
        if "locked" in str(cause):
            raise CannotStart(_LOCKED) from error
        raise CannotStart(f"The database cannot be used ({_first_line(cause)}): check {check}.") from error


def _first_line(error: BaseException) -> str:
    """What the database itself says, without the name of the class that a driver puts before it."""
    line = (str(error).splitlines() or [type(error).__name__])[0]
    return line.partition(">: ")[2] or line
