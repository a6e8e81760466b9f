"""`make evaluate` as a whole, on files small enough to read."""

from pathlib import Path

import pytest

from evaluation.__main__ import main, of_project
from tests.bot.labelled import INTENTS, TEXTS


def table(path: Path, *, foreign: bool = False) -> Path:
    """A CSV file of labelled messages."""
    rows = [f'"{text}",{intent}' for text, intent in zip(TEXTS, INTENTS, strict=True)]
    if foreign:
        rows += [f'"football results {number}",oos' for number in ("one", "two", "six", "ten", "all")]
    path.write_text("\n".join(["text,label", *rows]) + "\n", encoding="utf-8")
    return path


class TestFile:
    def test_is_cross_validated_without_a_test_file(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main({"FILE": str(table(tmp_path / "a.csv"))}) == 0
        said = capsys.readouterr().out
        assert "24 judged (cross-validation)" in said
        for measured in (
            "accuracy", "macro F1", "expected calibration error", "seconds to train", "ms per message",
            "size of the model", "most frequent mistakes",
        ):  # fmt: skip
            assert measured in said
        assert "out of scope" not in said

    def test_is_measured_on_a_test_file_with_what_is_out_of_scope(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        train, test = table(tmp_path / "a.csv", foreign=True), table(tmp_path / "b.csv", foreign=True)
        assert main({"FILE": str(train), "TEST": str(test)}) == 0
        said = capsys.readouterr().out
        assert "29 messages to train on, 29 judged" in said
        assert "out of scope rejected        1.000" in said

    @pytest.mark.parametrize(
        ("content", "told"),
        [("text,kind\nhi,greet\n", ":1: no column"), ("text,label\nhi,greet\nho,greet\n", "only one label")],
    )
    def test_what_cannot_be_measured_is_told(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, told: str
    ) -> None:
        path = tmp_path / "a.csv"
        path.write_text(content, encoding="utf-8")
        assert main({"FILE": str(path)}) == 1
        assert told in capsys.readouterr().err

    def test_a_test_file_alone_is_not_enough(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main({"TEST": "b.csv"}) == 1
        assert "needs FILE" in capsys.readouterr().err


class TestProject:
    def test_has_a_column_per_language_and_all_measures(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        blocks = [
            f"- intent: {intent}\n  metadata:\n    language: {language}\n  examples: |\n"
            + "".join(f"    - {text} {end}\n" for text in texts for end in ("a", "b", "c", "d"))
            for intent, texts in {
                "request_human": ("et menneske", "a human please", "hvem er der"),
                "complain_other": ("det er en skandale", "a scandal", "elendig"),
                "out_of_scope": ("fodbold", "football", "fotball"),
            }.items()
            for language in ("da", "nb", "en")
        ]
        path = tmp_path / "nlu.yml"
        path.write_text("nlu:\n" + "".join(blocks), encoding="utf-8")
        monkeypatch.setattr("evaluation.__main__.TRAINING", path)
        lines = of_project(path)
        assert lines[1].split() == ["da", "nb", "en", "all"]
        named = {line[2:36].strip() for line in lines[2:13]}
        assert {
            "intent accuracy (in scope)", "complaint group: recall", "complaint group: precision",
            "request_human: recall", "out of scope rejected", "in scope rejected",
            "expected calibration error", "language: one message, page known", "language: from the third on",
        } <= named  # fmt: skip
