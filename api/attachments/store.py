"""Where the bytes lie: ``<folder>/<first two of the id>/<id>``, whole or not at all."""

import os
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

# The database often lies on the same disk, and must never be the one that finds it full.
RESERVED_BYTES = 200 * 1024 * 1024
_ID = re.compile(r"[0-9a-f]{32}")
_UNFINISHED = ".part"


@dataclass(frozen=True)
class Found:
    """A file in the folder; ``id`` is None for one that was never finished."""

    id: str | None
    path: Path
    changed_at: float


class FileStore:
    """The folder for attachments. Its calls wait for the disk, so they belong in a thread."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, id: str) -> Path:
        """Where the file with this id lies, whether it is there or not."""
        if not _ID.fullmatch(id):
            raise ValueError("not the id of a file")
        return self._folder / id[:2] / id

    def save(self, id: str, data: bytes) -> None:
        """Keep the bytes so that they are there after a power cut, or leave nothing behind.

        Raises:
            OSError: The disk is full or does not let us write.
        """
        path = self.path(id)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if shutil.disk_usage(path.parent).free < RESERVED_BYTES + len(data):
            raise OSError("the disk is nearly full")
        unfinished = path.with_name(f"{id}{_UNFINISHED}")
        try:
            with unfinished.open("xb") as file:
                os.fchmod(file.fileno(), 0o600)
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
        _sync_folder(path.parent)

    def remove(self, ids: Iterable[str]) -> None:
        """Remove files; those that are gone already are no problem."""
        for id in ids:
            self.path(id).unlink(missing_ok=True)

    def listed(self, start: str) -> list[Found]:
        """What lies in the folder of ids that begin with ``start`` (two characters)."""
        folder = self._folder / start
        if not folder.is_dir():
            return []
        with os.scandir(folder) as entries:
            return [
                Found(
                    id=entry.name if _ID.fullmatch(entry.name) else None,
                    path=Path(entry.path),
                    changed_at=entry.stat(follow_symlinks=False).st_mtime,
                )
                for entry in entries
                if _ID.fullmatch(entry.name.removesuffix(_UNFINISHED))
            ]


def _sync_folder(folder: Path) -> None:
    """Make sure of the new name too, not only of the bytes."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
