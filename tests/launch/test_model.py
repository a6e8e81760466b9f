"""The trained model: made when it is missing or older than what it was made from."""

import ast
import os
from pathlib import Path

import pytest

import bot.catalog
from launch import model
from launch.plan import ROOT, CannotStart, Plan, make_plan

# Stands in for `python -m rasa train …`.
TRAINS = """
import pathlib, sys
assert sys.argv[1:3] == ["train", "--force"], sys.argv
given = dict(zip(sys.argv[3::2], sys.argv[4::2]))
assert given["--data"] == "data/dialogue", sys.argv
pathlib.Path(given["--out"]).mkdir(exist_ok=True)
(pathlib.Path(given["--out"]) / (given["--fixed-model-name"] + ".tar.gz")).write_bytes(b"model")
"""
FAILS = "print('Loading …'); print('The domain has a mistake.'); print(); raise SystemExit(1)"
MAKES_NOTHING = "print('Nothing to do.')"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small tree of what a model is made from."""
    for name in (
        "config.yml",
        "domain.yml",
        "requirements.lock",
        "data/dialogue/smalltalk/nlu.da.yml",
        "data/catalog/products.yml",
        "bot/channel.py",
        "bot/catalog/spelling.py",
        "bot/catalog/loader.py",
        "actions/turn.py",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# {name}\n")
    monkeypatch.setattr(model, "ROOT", tmp_path)
    monkeypatch.setattr("launch.command.ROOT", tmp_path)
    return tmp_path


@pytest.fixture
def plan(root: Path) -> Plan:
    environment = {
        **{key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ},
        "MODEL_DIR": str(root / "models"),
    }
    return make_plan(environment, var=root / "var")


def rasa(root: Path, script: str) -> None:
    package = root / "rasa"
    package.mkdir(exist_ok=True)
    (package / "__init__.py").touch()
    (package / "__main__.py").write_text(script)


class TestFingerprint:
    @pytest.mark.parametrize(
        "name",
        [
            "config.yml",
            "domain.yml",
            "requirements.lock",
            "data/dialogue/smalltalk/nlu.da.yml",
            "bot/channel.py",
            "bot/catalog/spelling.py",
        ],
    )
    def test_changes_with_everything_a_model_is_made_from(self, root: Path, name: str) -> None:
        before = model.fingerprint({})
        (root / name).write_text("other\n")
        assert model.fingerprint({}) != before

    @pytest.mark.parametrize(
        "name", ["data/catalog/products.yml", "bot/catalog/loader.py", "actions/turn.py"]
    )
    def test_the_words_of_the_business_and_the_actions_need_no_training(self, root: Path, name: str) -> None:
        before = model.fingerprint({})
        (root / name).write_text("other\n")
        assert model.fingerprint({}) == before

    def test_a_new_file_and_a_file_with_another_name_count(self, root: Path) -> None:
        sums = {model.fingerprint({})}
        old = root / "data/dialogue/smalltalk/nlu.da.yml"
        (old.parent / "nlu.nb.yml").write_text("")
        sums.add(model.fingerprint({}))
        old.rename(old.parent / "nlu.sv.yml")
        sums.add(model.fingerprint({}))
        assert len(sums) == 3

    def test_an_encoder_counts_and_so_does_another_one_in_its_folder(self, root: Path) -> None:
        folder = root / "encoder"
        folder.mkdir()
        chosen = {"ENCODER": str(folder)}
        sums = {model.fingerprint({})}
        for weights in (b"small", b"larger"):
            (folder / "model.safetensors").write_bytes(weights)
            sums.add(model.fingerprint(chosen))
        assert len(sums) == 3
        assert model.fingerprint({"ENCODER": ""}) == model.fingerprint({})

    def test_what_the_trained_components_take_from_the_catalog_counts(self) -> None:
        inputs = {path for pattern in model.INPUTS for path in ROOT.glob(pattern)}
        for name in ("intent_classifier", "language", "mood_model", "wordforms"):
            tree = ast.parse((ROOT / "bot" / f"{name}.py").read_text(encoding="utf-8"))
            taken = [
                getattr(bot.catalog, alias.name).__module__
                for node in ast.walk(tree)
                if isinstance(node, ast.ImportFrom) and node.module == "bot.catalog"
                for alias in node.names
            ]
            assert all(ROOT.joinpath(*each.split(".")).with_suffix(".py") in inputs for each in taken)


class TestTrain:
    def test_a_model_is_current_until_something_changes(self, root: Path, plan: Plan) -> None:
        rasa(root, TRAINS)
        assert not model.is_current(plan)
        model.train(plan)
        assert model.is_current(plan)
        (root / "domain.yml").write_text("other\n")
        assert not model.is_current(plan)

    def test_a_model_that_is_gone_is_not_current(self, root: Path, plan: Plan) -> None:
        rasa(root, TRAINS)
        model.train(plan)
        plan.model.unlink()
        assert not model.is_current(plan)

    def test_a_model_cut_short_is_not_current(self, root: Path, plan: Plan) -> None:
        rasa(root, TRAINS)
        model.train(plan)
        plan.model.write_bytes(plan.model.read_bytes()[:-1])
        assert not model.is_current(plan)

    def test_a_training_that_dies_midway_leaves_the_model_before_it(self, root: Path, plan: Plan) -> None:
        rasa(root, TRAINS)
        model.train(plan)
        before = plan.model.read_bytes()
        rasa(root, TRAINS.replace('b"model"', 'b"half a m"') + "raise SystemExit('Killed.')")
        with pytest.raises(CannotStart, match="Killed"):
            model.train(plan)
        assert plan.model.read_bytes() == before
        assert model.is_current(plan)
        assert sorted(path.name for path in plan.models.iterdir()) == [
            "kundedialog.made-from",
            "kundedialog.tar.gz",
        ]

    @pytest.mark.parametrize(
        ("script", "words"), [(FAILS, "The domain has a mistake."), (MAKES_NOTHING, "Nothing to do.")]
    )
    def test_a_failure_is_told_with_the_last_words_and_the_log(
        self, root: Path, plan: Plan, script: str, words: str
    ) -> None:
        rasa(root, script)
        with pytest.raises(CannotStart) as caught:
            model.train(plan)
        log = root / "var" / "log" / "train.log"
        assert str(caught.value) == f"The model could not be trained ({words}); {log} has it all."
        assert not model.is_current(plan)


class TestLastLine:
    def test_of_silence(self, tmp_path: Path) -> None:
        log = tmp_path / "log"
        log.write_text("\n  \n")
        assert model.last_line(log) == "it said nothing"

    def test_is_short_and_whole_whatever_its_bytes(self, tmp_path: Path) -> None:
        log = tmp_path / "log"
        log.write_bytes(b"first\n" + b"\xff" * 500 + b"\n\n")
        assert len(model.last_line(log)) == 300
