"""`make evaluate [FILE=… [TEST=…]]`: how well the classifier understands.

With FILE any labelled messages are measured, by cross-validation or on TEST; without, the project's own
training messages on its own held-out ones.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from bot.catalog import CatalogError
from bot.concepts import load_knowledge
from bot.intents.encoder import EncoderError, encoder_from_environment
from evaluation.languages import language_lines
from evaluation.measure import cross_validate, measure
from evaluation.messages import InputError, check_labels, read_messages
from evaluation.report import lines_of_file, lines_of_project

TRAINING = Path("data/dialogue")
HELD_OUT = Path("tests/heldout")


def main(environment: Mapping[str, str]) -> int:
    """Prints the report; 1 with the reason when something cannot be measured."""
    file, test = environment.get("FILE"), environment.get("TEST")
    if test and not file:
        sys.stderr.write("TEST=… needs FILE=…: the messages to train on.\n")
        return 1
    try:
        lines = of_file(Path(file), Path(test) if test else None) if file else of_project(HELD_OUT)
        for line in lines:
            sys.stdout.write(line + "\n")
    except (InputError, CatalogError, EncoderError) as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    return 0


def of_file(path: Path, test: Path | None) -> list[str]:
    """The report on a file of any kind."""
    messages, knowledge, encoder = read_messages(path), load_knowledge(), encoder_from_environment()
    check_labels(path, messages)
    if test is None:
        outcome = cross_validate(messages, knowledge=knowledge, encoder=encoder)
        return list(lines_of_file(outcome, "cross-validation"))
    outcome = measure(messages, read_messages(test), knowledge=knowledge, encoder=encoder)
    return list(lines_of_file(outcome, str(test)))


def of_project(held_out: Path) -> list[str]:
    """The report on the project itself."""
    train, test = read_messages(TRAINING), read_messages(held_out)
    outcome = measure(train, test, knowledge=load_knowledge(), encoder=encoder_from_environment())
    return list(lines_of_project(outcome, language_lines(train, test)))


if __name__ == "__main__":
    sys.exit(main(os.environ))
