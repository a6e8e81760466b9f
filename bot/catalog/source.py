"""The catalog as it is now: words that their owner changes are said without a restart."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from bot.catalog.loader import load_catalog
from bot.catalog.models import Catalog
from bot.catalog.problems import CatalogError

_LOG = logging.getLogger(__name__)
_SECONDS_BETWEEN_LOOKS = 1.0

Signature = tuple[tuple[str, int, int], ...]


class CatalogSource:
    """Keeps a catalog in step with its directory.

    A change that breaks the catalog is logged, problem by problem, and the last good one stays.
    """

    def __init__(self, directory: Path, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Nothing is read before `current` is called; `clock` counts seconds."""
        self._directory = directory
        self._clock = clock
        self._looked = 0.0
        self._signature: Signature = ()
        self._catalog: Catalog | None = None

    def current(self) -> Catalog:
        """The catalog, read again when a file has changed; looks at the files at most once a second.

        Raises:
            CatalogError: when there has been no good catalog yet.
        """
        now = self._clock()
        if self._catalog is not None and now - self._looked < _SECONDS_BETWEEN_LOOKS:
            return self._catalog
        self._looked = now
        signature = _signature(self._directory)
        if self._catalog is None or signature != self._signature:
            self._catalog = self._load()
            self._signature = signature
        return self._catalog

    def _load(self) -> Catalog:
        try:
            return load_catalog(self._directory)
        except CatalogError as error:
            if self._catalog is None:
                raise
            _LOG.error("The changed catalog is not used, the last good one is kept:\n%s", error)
            return self._catalog


def _signature(directory: Path) -> Signature:
    """Name, time and size of every file; editors' hidden files and files on the move are passed over."""
    found: list[tuple[str, int, int]] = []
    for path in sorted(directory.glob("[!.]*.y*ml")):
        with suppress(FileNotFoundError):
            status = path.stat()
            found.append((path.name, status.st_mtime_ns, status.st_size))
    return tuple(found)
