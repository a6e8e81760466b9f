"""A sentence encoder from disk, as more features: `ENCODER=<sentence-transformers folder>`.

The default works without. Set it for training and for running alike; the packages it needs come with
the extra `encoder`.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.intents.bert import FAMILY, BertEncoder, read_json
from bot.intents.model import Encoder


class EncoderError(Exception):
    """An encoder that cannot be used; the message says what to do."""


def encoder_from_environment() -> Encoder | None:
    """The encoder that `ENCODER` names, if any."""
    directory = os.environ.get("ENCODER")
    return load_encoder(Path(directory)) if directory else None


def load_encoder(directory: Path) -> Encoder:
    """Loads the encoder in a folder.

    Models of the BERT family with `model.safetensors` and `tokenizer.json` are computed with numpy; any
    other needs the package sentence-transformers.

    Raises:
        EncoderError: The folder holds no model, or a package is missing.
    """
    if not (directory / "modules.json").is_file():
        raise EncoderError(
            f"ENCODER={directory} is no folder of a sentence-transformers model (no modules.json)"
        )
    if fits_numpy(directory):
        if missing := [name for name in ("tokenizers", "safetensors") if find_spec(name) is None]:
            raise EncoderError(f"ENCODER needs the package {missing[0]}: install the extra `encoder`")
        return BertEncoder(directory)
    if find_spec("sentence_transformers") is None:
        raise EncoderError(f"the model in {directory} needs the package sentence-transformers: install it")
    return AnyEncoder(directory)


def fits_numpy(directory: Path) -> bool:
    """Whether the model is of the BERT family, with all its parts in the folder and none beyond it."""
    needed = ("config.json", "model.safetensors", "tokenizer.json")
    if not all((directory / name).is_file() for name in needed):
        return False
    config = read_json(directory / "config.json")
    plain = config.get("model_type") in FAMILY and config.get("hidden_act") == "gelu"
    return plain and not (directory / "2_Dense").exists()


class AnyEncoder:
    """Whatever sentence-transformers can load."""

    def __init__(self, directory: Path) -> None:
        from sentence_transformers import SentenceTransformer

        self._model = SentenceTransformer(str(directory), device="cpu")

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row of unit length per text."""
        rows: NDArray[np.float32] = self._model.encode(list(texts), normalize_embeddings=True)
        return rows
