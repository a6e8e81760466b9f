"""Reads the training messages once, and makes them cheap to copy and compare.

While a model is trained, Rasa asks its importer three times for the same messages, in three ways, parsing
every file anew; and it merges them eight times, each time copying every message to its innermost part and
hashing all it holds. With tens of thousands of messages that was more than half of the training's time.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from rasa.shared.importers import utils
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import INTENT, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData


class TrainingMessage(Message):
    """A message with its label. Two with the same words, label and language are one."""

    def __deepcopy__(self, memo: dict[int, Any]) -> TrainingMessage:
        """A copy that can be changed: what a message is read with are values that nobody changes in place."""
        return TrainingMessage(self.data, set(self.output_properties), self.time, list(self.features))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TrainingMessage) and self._said() == other._said()

    def __hash__(self) -> int:
        return hash(self._said())

    def _said(self) -> tuple[str, str, str]:
        return self.get(TEXT), self.get(INTENT), repr(self.get(METADATA))


class TrainingFiles(RasaFileImporter):
    """Configured in `config.yml` under `importers`; whose messages are in which language, they say themselves."""

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """All training messages. Who takes them copies them."""
        return self._messages

    @cached_property
    def _messages(self) -> TrainingData:
        read = utils.training_data_from_paths(self._nlu_files, "en")
        read.training_examples = [TrainingMessage(each.data) for each in read.training_examples]
        return read
