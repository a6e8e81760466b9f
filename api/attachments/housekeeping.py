"""Removes what has had its time: files never sent, files as old as wording may get, and files nobody knows."""

from collections.abc import Sequence
from datetime import timedelta

from anyio import to_thread

from api.attachments import repository
from api.attachments.store import FileStore, Found
from api.db import now
from api.services import Services

UNSENT_FOR = timedelta(days=1)
_ORPHAN_AFTER = timedelta(days=1)
_AT_ONCE = 500
_PLACES = 256


async def remove_old(services: Services) -> int:
    """Remove files never sent within a day and those whose time has passed; how many that was."""
    moment = now()
    async with services.database.writing() as session:
        ids = await repository.remove_had_their_time(
            session, at=moment, unsent_since=moment - UNSENT_FOR, limit=_AT_ONCE
        )
    await remove_from_disk(services, ids)
    return len(ids)


async def remove_orphans(services: Services, *, start: str | None = None) -> int:
    """Remove files on the disk that the database does not know; how many that was.

    Each round looks at one of the 256 folders, so that all of them have been seen after some hours. A file is
    given a day: its note in the database may be a moment behind it.

    Args:
        start: The folder to look at; the one whose turn it is when not given.
    """
    moment = now()
    turn = start or f"{int(moment.timestamp()) // 60 % _PLACES:02x}"
    store = FileStore(services.settings.attachments)
    old = (moment - _ORPHAN_AFTER).timestamp()
    found = [file for file in await to_thread.run_sync(store.listed, turn) if file.changed_at < old]
    orphans = [file for file in found if file.id is None]
    for first in range(0, len(found), _AT_ONCE):
        some = [file for file in found[first : first + _AT_ONCE] if file.id is not None]
        async with services.database.reading() as session:
            known = await repository.known(session, [str(file.id) for file in some])
        orphans += [file for file in some if file.id not in known]
    await to_thread.run_sync(_unlink, orphans)
    return len(orphans)


async def remove_from_disk(services: Services, ids: Sequence[str]) -> None:
    """Remove the bytes of files whose notes are gone."""
    if ids:
        await to_thread.run_sync(FileStore(services.settings.attachments).remove, ids)


def _unlink(files: Sequence[Found]) -> None:
    for file in files:
        file.path.unlink(missing_ok=True)
