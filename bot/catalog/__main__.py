"""`python -m bot.catalog [DIR]`: checks a catalog and tells what is wrong with it."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.catalog.loader import counts, load_catalog
from bot.catalog.problems import CatalogError


def main(arguments: Sequence[str]) -> int:
    """Checks the catalog in the directory given, else that of CATALOG; returns the exit status."""
    directory = Path(arguments[0] if arguments else os.environ.get("CATALOG", "data/catalog"))
    try:
        catalog = load_catalog(directory)
    except CatalogError as error:
        sys.stdout.write(f"{error}\n")
        return 1
    sys.stdout.write(", ".join(f"{count} {kind}" for kind, count in counts(catalog).items()) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
