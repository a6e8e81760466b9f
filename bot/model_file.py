"""What a component has learnt, as a file: pickled and lightly packed.

Made for models that are mostly dictionaries: joblib, which is made for arrays, is ten times slower on those.
Such a file is code to whoever opens it; open none that is not your own.
"""

from __future__ import annotations

import gzip
import pickle
from pathlib import Path
from typing import IO, Any

_PACKED = 3


def save(model: Any, to: Path | IO[bytes]) -> None:
    """Writes a model that consists of plain objects and arrays."""
    with gzip.open(to, "wb", compresslevel=_PACKED) as file:
        pickle.dump(model, file, protocol=pickle.HIGHEST_PROTOCOL)


def load(path: Path) -> Any:
    """Reads what :func:`save` has written."""
    with gzip.open(path, "rb") as file:
        return pickle.load(file)
