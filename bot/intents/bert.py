"""A sentence encoder of the BERT family, computed with numpy.

Most small sentence encoders are BERT or XLM-RoBERTa with mean pooling. Computing them takes fifty lines
and two light packages (tokenizers, safetensors); the usual way takes a gigabyte of PyTorch.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import erf

FAMILY = ("bert", "roberta", "xlm-roberta")
BATCH = 64
LONGEST = 128

Matrix = NDArray[np.float32]


class BertEncoder:
    """Reads a sentence-transformers folder and makes unit vectors of messages."""

    def __init__(self, directory: Path) -> None:
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        self._config = read_json(directory / "config.json")
        self._weights = {
            name.removeprefix("bert.").removeprefix("roberta."): weight.astype(np.float32)
            for name, weight in load_file(directory / "model.safetensors").items()
        }
        self._first_only = pools_first_token(directory)
        self._tokenizer = Tokenizer.from_file(str(directory / "tokenizer.json"))
        self._tokenizer.enable_truncation(LONGEST)
        self._padding = int(self._config.get("pad_token_id") or 0)
        self._tokenizer.no_padding()

    def encode(self, texts: Sequence[str]) -> Matrix:
        """One row of unit length per text."""
        tokens = [self._tokenizer.encode(text).ids for text in texts]
        order = sorted(range(len(texts)), key=lambda index: len(tokens[index]))
        rows = np.zeros((len(texts), int(self._config["hidden_size"])), np.float32)
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            rows[batch] = self._encode([tokens[index] for index in batch])
        return rows

    def _encode(self, tokens: list[list[int]]) -> Matrix:
        longest = max(map(len, tokens))
        ids = np.array([each + [self._padding] * (longest - len(each)) for each in tokens])
        mask = np.array([[1.0] * len(each) + [0.0] * (longest - len(each)) for each in tokens], np.float32)
        hidden = transform(ids, mask, self._weights, self._config)
        pooled = (
            hidden[:, 0] if self._first_only else (hidden * mask[..., None]).sum(1) / mask.sum(1)[:, None]
        )
        unit: Matrix = pooled / np.maximum(np.linalg.norm(pooled, axis=1, keepdims=True), 1e-9)
        return unit


def transform(
    ids: NDArray[np.int_], mask: Matrix, weights: Mapping[str, Matrix], config: Mapping[str, Any]
) -> Matrix:
    """The last hidden states of an encoder with normalisation after each part (Devlin et al. 2019).

    Args:
        ids: Token ids, shape (messages, tokens).
        mask: 1 where there is a token and 0 where there is padding, of the same shape.
        weights: By their names in the file, without the name of the family.
        config: The model's `config.json`.

    Returns:
        Shape (messages, tokens, hidden size).
    """
    heads, eps = int(config["num_attention_heads"]), float(config.get("layer_norm_eps", 1e-12))
    # The RoBERTa family counts positions from behind the padding's own.
    first = 0 if config["model_type"] == "bert" else int(config["pad_token_id"]) + 1

    def linear(x: Matrix, name: str) -> Matrix:
        flat: Matrix = x.reshape(-1, x.shape[-1]) @ weights[f"{name}.weight"].T
        return flat.reshape(*x.shape[:-1], -1) + weights[f"{name}.bias"]

    def norm(x: Matrix, name: str) -> Matrix:
        centred = x - x.mean(-1, keepdims=True)
        scaled: Matrix = centred / np.sqrt((centred**2).mean(-1, keepdims=True) + np.float32(eps))
        return scaled * weights[f"{name}.weight"] + weights[f"{name}.bias"]

    def split(x: Matrix) -> Matrix:
        return x.reshape(*x.shape[:2], heads, -1).transpose(0, 2, 1, 3)

    hidden = norm(
        weights["embeddings.word_embeddings.weight"][ids]
        + weights["embeddings.position_embeddings.weight"][first : first + ids.shape[1]]
        + weights["embeddings.token_type_embeddings.weight"][0],
        "embeddings.LayerNorm",
    )
    away = (1.0 - mask)[:, None, None, :] * np.float32(-1e9)
    for layer in range(int(config["num_hidden_layers"])):
        at = f"encoder.layer.{layer}"
        query, key, value = (
            split(linear(hidden, f"{at}.attention.self.{n}")) for n in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 1, 3, 2) / np.float32(np.sqrt(query.shape[-1])) + away
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        mixed = (scores / scores.sum(-1, keepdims=True)) @ value
        mixed = mixed.transpose(0, 2, 1, 3).reshape(hidden.shape)
        hidden = norm(
            hidden + linear(mixed, f"{at}.attention.output.dense"), f"{at}.attention.output.LayerNorm"
        )
        inner = linear(hidden, f"{at}.intermediate.dense")
        inner = inner * np.float32(0.5) * (1 + erf(inner / np.float32(np.sqrt(2))))
        hidden = norm(hidden + linear(inner, f"{at}.output.dense"), f"{at}.output.LayerNorm")
    return hidden


def pools_first_token(directory: Path) -> bool:
    """Whether the model takes the first token's state for the sentence, and not the mean."""
    pooling = directory / "1_Pooling" / "config.json"
    return pooling.is_file() and bool(read_json(pooling).get("pooling_mode_cls_token"))


def read_json(path: Path) -> dict[str, Any]:
    """A JSON object from a file."""
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded
