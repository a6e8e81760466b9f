"""The importer: the same messages as Rasa's own, read once."""

from __future__ import annotations

import copy
from pathlib import Path

import numpy as np
import pytest
from rasa.shared.importers import utils
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.training_files import TrainingFiles, TrainingMessage

ROOT = Path(__file__).parents[2]
PARTS = (str(ROOT / "config.yml"), str(ROOT / "domain.yml"), [str(ROOT / "data" / "dialogue" / "barriers")])


class TestTrainingFiles:
    def test_has_what_rasas_importer_has(self) -> None:
        ours, rasas = TrainingFiles(*PARTS), RasaFileImporter(*PARTS)
        assert ours.get_nlu_data("da").fingerprint() == rasas.get_nlu_data("da").fingerprint()
        assert ours.get_stories().fingerprint() == rasas.get_stories().fingerprint()

    def test_reads_every_file_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        read: list[str] = []
        whole = utils.training_data_from_paths

        def counted(paths: list[str], language: str) -> TrainingData:
            read.extend(paths)
            return whole(paths, language)

        monkeypatch.setattr(utils, "training_data_from_paths", counted)
        importer = TrainingFiles(*PARTS)
        for language in ("en", "da", None):
            importer.get_nlu_data(language)
        assert len(read) == len(set(read)) > 0

    def test_is_the_one_that_rasa_trains_with(self) -> None:
        importer = TrainingDataImporter.load_from_config(*PARTS)
        while not hasattr(importer, "_importers"):
            importer = getattr(importer, "importer", None) or importer._importer
        assert [type(each).__name__ for each in importer._importers] == ["TrainingFiles"]


class TestTrainingMessage:
    def test_is_one_with_another_of_the_same_words_label_and_language(self) -> None:
        said = {"text": "hi", "intent": "greet", "metadata": {"intent": {"language": "en"}}}
        same, elsewhere = TrainingMessage(dict(said)), {**said, "metadata": {"intent": {"language": "da"}}}
        assert TrainingMessage(said) == same
        assert hash(TrainingMessage(said)) == hash(same)
        for other in (elsewhere, {**said, "text": "hey"}, {**said, "intent": "thank"}):
            assert TrainingMessage(said) != TrainingMessage(other)

    def test_a_copy_can_be_changed(self) -> None:
        message = TrainingMessage({"text": "hi", "intent": "greet"})
        copied = copy.deepcopy(message)
        copied.set("intent", "thank", add_to_output=True)
        copied.add_features(Features(np.zeros(1), "sequence", "text", "a test"))
        assert (message.get("intent"), message.output_properties, message.features) == ("greet", {"text"}, [])
