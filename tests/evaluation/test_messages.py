"""Labelled messages from files of several kinds, and what is told when they cannot be used."""

from pathlib import Path

import pytest

from evaluation.messages import InputError, Labelled, check_labels, read_messages

NLU = """\
version: "3.1"
nlu:
- intent: greet
  metadata:
    language: da
  examples: |
    - hej
    - hej [Anna](person_name)
- synonym: coffee
  examples: |
    - kaffe
- intent: thank
  examples: |
    - thanks
"""


def write(path: Path, content: str) -> Path:
    """A file with this content."""
    path.write_text(content, encoding="utf-8")
    return path


class TestReadMessages:
    def test_rasa_nlu_with_languages_and_without_annotations(self, tmp_path: Path) -> None:
        assert read_messages(write(tmp_path / "nlu.yml", NLU)) == [
            Labelled("hej", "greet", "da"), Labelled("hej Anna", "greet", "da"), Labelled("thanks", "thank"),
        ]  # fmt: skip

    def test_a_folder_of_it_with_other_files_beside(self, tmp_path: Path) -> None:
        write(tmp_path / "nlu.yml", NLU)
        write(tmp_path / "rules.yml", "rules: []\n")
        assert len(read_messages(tmp_path)) == 3

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("a.csv", 'text,label\nhello,greet\n"thanks, a lot",thank\n'),
            ("a.csv", '\ufeffLabel,Text\ngreet,hello\nthank,"thanks, a lot"\n'),
            ("a.csv", 'text,category\nhello,greet\n"thanks, a lot",thank\n'),
            ("a.tsv", "text\tintent\nhello\tgreet\nthanks, a lot\tthank\n"),
        ],
    )
    def test_tables(self, tmp_path: Path, name: str, content: str) -> None:
        found = read_messages(write(tmp_path / name, content))
        assert found == [Labelled("hello", "greet"), Labelled("thanks, a lot", "thank")]

    @pytest.mark.parametrize(
        ("name", "content", "told"),
        [
            ("a.csv", "", "a.csv:1: the file is empty"),
            ("a.csv", "text,label\n", "a.csv: the file holds no messages"),
            ("a.csv", "message,kind\nhi,greet\n", 'a.csv:1: no column "label"'),
            ("a.csv", "text,label\nhi,greet\nbye,\n", 'a.csv:3: nothing in the column "label"'),
            ("a.yml", "", "a.yml:1: holds no `nlu:`"),
            ("a.yml", "nlu: []\n", "a.yml: the file holds no messages"),
            ("a.yml", "nlu: greet\n", "a.yml:1: `nlu:` should be a list"),
            ("a.yml", "nlu:\n- intent: greet\n", 'a.yml:2: the intent "greet" has no `examples: |`'),
            ("a.yml", NLU.replace("- thanks", "thanks"), 'a.yml:14: "thanks" does not begin with "- "'),
            ("a.yml", "nlu:\n- intent: [\n", "is not readable as YAML"),
        ],
    )
    def test_a_mistake_is_told_with_file_and_line(
        self, tmp_path: Path, name: str, content: str, told: str
    ) -> None:
        with pytest.raises(InputError) as problem:
            read_messages(write(tmp_path / name, content))
        assert told in str(problem.value)

    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="there is no such file"):
            read_messages(tmp_path / "none.csv")

    def test_a_folder_without_messages(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="no file under this folder"):
            read_messages(tmp_path)

    def test_what_is_no_text(self, tmp_path: Path) -> None:
        (tmp_path / "a.csv").write_bytes(b"text,label\n\xff,greet\n")
        with pytest.raises(InputError, match="is not UTF-8 text"):
            read_messages(tmp_path / "a.csv")


class TestCheckLabels:
    @pytest.mark.parametrize(
        ("labels", "told"),
        [
            (["greet", "greet"], 'only one label \\("greet"\\)'),
            (["greet", "greet", "bye"], '"bye" has one message only'),
        ],
    )
    def test_refuses_what_nothing_can_be_learnt_from(
        self, tmp_path: Path, labels: list[str], told: str
    ) -> None:
        with pytest.raises(InputError, match=told):
            check_labels(tmp_path, [Labelled("hi", label) for label in labels])
