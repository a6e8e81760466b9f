"""Reads the training messages once.

While a model is trained, Rasa asks its importer three times for the same messages, in three ways,
and each time every file is parsed, checked and merged again: a third of the training's time.
"""

from __future__ import annotations

from functools import cached_property

from rasa.shared.importers import utils
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.training_data import TrainingData


class TrainingFiles(RasaFileImporter):
    """Configured in `config.yml` under `importers`; whose messages are in which language, they say themselves."""

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """All training messages. Who takes them copies them."""
        return self._messages

    @cached_property
    def _messages(self) -> TrainingData:
        return utils.training_data_from_paths(self._nlu_files, "en")
