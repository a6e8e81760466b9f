"""The trained model: made when it is missing or older than what it was made from."""

from __future__ import annotations

import hashlib
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from launch.command import run
from launch.plan import MODEL_NAME, ROOT, CannotStart, Plan

# What a model is made from. All of bot/ itself counts, for a model names its components there, keeps their
# defaults, and loads their pickled parts by them; a new component counts without being listed. Of bot/catalog
# only the spelling does: training messages pass through it. The rest of the catalog's code reads the business
# while the bot runs, and its texts are live without training.
INPUTS = (
    "config.yml",
    "domain.yml",
    "requirements.lock",
    "data/dialogue/*/*.yml",
    "data/mood/*.yml",
    "bot/*.py",
    "bot/concepts/*.py",
    "bot/intents/*.py",
    "bot/catalog/spelling.py",
    "data/concepts/*.yml",
    "data/senses/*.yml",
)


def fingerprint(environment: Mapping[str, str]) -> str:
    """One sum over the content of everything a model is made from, and the files of an encoder by size."""
    total = hashlib.sha256()
    for path in _inputs():
        total.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    if encoder := environment.get("ENCODER"):
        for path in sorted(path for path in Path(encoder).rglob("*") if path.is_file()):
            total.update(f"{path.relative_to(encoder)} {path.stat().st_size}\0".encode())
    return total.hexdigest()


def is_current(plan: Plan) -> bool:
    """Whether there is a whole model, made from exactly what is here now."""
    made_from = _stamp(plan)
    if not (plan.model.is_file() and made_from.is_file()):
        return False
    return made_from.read_text(errors="replace").split() == [fingerprint(plan.environment), _sum(plan.model)]


def train(plan: Plan) -> None:
    """Trains the model in a process of its own; Rasa's words go to `var/log/train.log`.

    The model appears at its place whole or not at all, and is current only with the stamp that names it.

    Raises:
        CannotStart: The training failed; the message says where to read why.
    """
    made_from, log = fingerprint(plan.environment), plan.var / "log" / "train.log"
    try:
        plan.models.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotStart(
            f"The folder {plan.models} cannot be made ({error.strerror}): choose another one with MODEL_DIR=…"
        ) from error
    with tempfile.TemporaryDirectory(dir=plan.models, prefix=".training-") as folder:
        trained = Path(folder) / plan.model.name
        command = [
            # Forced: Rasa's cache knows a component by the text of its class, not by what that calls.
            *(sys.executable, "-m", "rasa", "train", "--force", "--data", "data/dialogue"),
            *("--config", "config.yml", "--domain", "domain.yml"),
            *("--out", folder, "--fixed-model-name", MODEL_NAME),
            # Validating reads all data once more, a third of the time; `make test` does it with more rigour.
            "--skip-validation",
        ]
        with log.open("wb") as output:
            code = run(command, environment=plan.environment, output=output)
        if code != 0 or not trained.is_file():
            raise CannotStart(f"The model could not be trained ({last_line(log)}); {log} has it all.")
        stamp = Path(folder) / "made-from"
        stamp.write_text(f"{made_from} {_sum(trained)}\n")
        trained.replace(plan.model)
        stamp.replace(_stamp(plan))


def last_line(log: Path) -> str:
    """The last line of a log that says anything."""
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    return lines[-1][:300] if lines else "it said nothing"


def _inputs() -> Iterator[Path]:
    for pattern in INPUTS:
        yield from sorted(ROOT.glob(pattern))


def _stamp(plan: Plan) -> Path:
    return plan.models / f"{MODEL_NAME}.made-from"


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
