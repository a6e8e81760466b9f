"""Models as files."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest

from bot import model_file
from bot.intents.features import Block


def test_a_model_comes_back_as_it_was(tmp_path: Path) -> None:
    block = Block({"ø": 0, "coffee": 1}, np.array([1.5, 0.5], np.float32), weight=0.3)
    model_file.save(block, tmp_path / "a.pickle.gz")
    found = model_file.load(tmp_path / "a.pickle.gz")
    assert (found.columns, found.weight, found.rarity.tolist()) == (block.columns, 0.3, [1.5, 0.5])


def test_can_be_written_to_an_open_file() -> None:
    file = io.BytesIO()
    model_file.save({"a": 1}, file)
    assert file.getbuffer().nbytes > 0


def test_a_file_that_was_cut_short_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "a.pickle.gz"
    model_file.save(list(range(1000)), path)
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(EOFError):
        model_file.load(path)
