"""A sentence encoder from disk: which folder is loaded how, and the numbers of a tiny one."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.intents import encoder
from bot.intents.bert import transform
from bot.intents.encoder import EncoderError, fits_numpy, load_encoder

HIDDEN, INNER, WORDS, PLACES = 8, 16, 11, 6
CONFIG: dict[str, Any] = {
    "model_type": "bert", "hidden_act": "gelu", "hidden_size": HIDDEN, "num_attention_heads": 2,
    "num_hidden_layers": 2, "layer_norm_eps": 1e-12, "pad_token_id": 0,
}  # fmt: skip


def tiny_weights() -> dict[str, Any]:
    """Weights of a BERT of two layers, drawn once."""
    chance = np.random.default_rng(5)

    def draw(*shape: int) -> Any:
        return chance.normal(0, 0.3, shape).astype(np.float32)

    weights = {
        "embeddings.word_embeddings.weight": draw(WORDS, HIDDEN),
        "embeddings.position_embeddings.weight": draw(PLACES, HIDDEN),
        "embeddings.token_type_embeddings.weight": draw(2, HIDDEN),
    }
    norms, linears = ["embeddings.LayerNorm"], {}
    for layer in range(2):
        at = f"encoder.layer.{layer}"
        norms += [f"{at}.attention.output.LayerNorm", f"{at}.output.LayerNorm"]
        for name in (
            "attention.self.query",
            "attention.self.key",
            "attention.self.value",
            "attention.output.dense",
        ):
            linears[f"{at}.{name}"] = (HIDDEN, HIDDEN)
        linears[f"{at}.intermediate.dense"] = (INNER, HIDDEN)
        linears[f"{at}.output.dense"] = (HIDDEN, INNER)
    for name in norms:
        weights |= {f"{name}.weight": draw(HIDDEN) + 1, f"{name}.bias": draw(HIDDEN)}
    for name, shape in linears.items():
        weights |= {f"{name}.weight": draw(*shape), f"{name}.bias": draw(shape[0])}
    return weights


def folder(path: Path, *, files: tuple[str, ...], **config: Any) -> Path:
    """A model's folder with these files."""
    for name in files:
        (path / name).write_text(json.dumps({**CONFIG, **config}), encoding="utf-8")
    return path


class TestTransform:
    IDS = np.array([[3, 4, 5], [6, 7, 0]])
    MASK = np.array([[1, 1, 1], [1, 1, 0]], np.float32)

    def test_padding_changes_nothing(self) -> None:
        together = transform(self.IDS, self.MASK, tiny_weights(), CONFIG)
        alone = transform(self.IDS[1:, :2], self.MASK[1:, :2], tiny_weights(), CONFIG)
        assert together.shape == (2, 3, HIDDEN)
        assert together[1, :2] == pytest.approx(alone[0], abs=1e-5)

    def test_the_order_of_words_matters(self) -> None:
        there = transform(self.IDS[:1], self.MASK[:1], tiny_weights(), CONFIG)
        back = transform(self.IDS[:1, ::-1], self.MASK[:1], tiny_weights(), CONFIG)
        assert not np.allclose(there.mean(1), back.mean(1), atol=1e-3)

    def test_the_roberta_family_counts_places_from_behind_the_padding(self) -> None:
        roberta = {**CONFIG, "model_type": "xlm-roberta", "pad_token_id": 1}
        weights = tiny_weights()
        moved = {**weights}
        places = weights["embeddings.position_embeddings.weight"]
        moved["embeddings.position_embeddings.weight"] = np.vstack([places[:2], places[:4]])
        assert transform(self.IDS, self.MASK, moved, roberta) == pytest.approx(
            transform(self.IDS, self.MASK, weights, CONFIG), abs=1e-6
        )


class TestLoadEncoder:
    PARTS = ("modules.json", "config.json", "model.safetensors", "tokenizer.json")

    def test_the_bert_family_is_computed_with_numpy(self, tmp_path: Path) -> None:
        assert fits_numpy(folder(tmp_path, files=self.PARTS))

    @pytest.mark.parametrize("config", [{"model_type": "mpnet"}, {"hidden_act": "relu"}])
    def test_another_family_is_not(self, tmp_path: Path, config: dict[str, str]) -> None:
        assert not fits_numpy(folder(tmp_path, files=self.PARTS, **config))

    def test_what_is_missing_is_named(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(encoder, "find_spec", lambda name: None)
        with pytest.raises(EncoderError, match="install the extra `encoder`"):
            load_encoder(folder(tmp_path, files=self.PARTS))
        (tmp_path / "tokenizer.json").unlink()
        with pytest.raises(EncoderError, match="needs the package sentence-transformers"):
            load_encoder(tmp_path)
