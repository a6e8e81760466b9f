"""`python -m bot.catalog`: one line of counts, or the problems and exit status 1."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.catalog.__main__ import main


class TestCommand:
    def test_counts_a_good_catalog(self, directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main([str(directory)]) == 0
        assert capsys.readouterr().out.startswith("1 products, 1 needs, 1 advice, 1 stories, 1 added value")

    def test_prints_the_problems(
        self, directory: Path, edit: Callable[[str, str, str], None], capsys: pytest.CaptureFixture[str]
    ) -> None:
        edit("stories.yml", ", en: A family", "")

        assert main([str(directory)]) == 1
        assert capsys.readouterr().out == "stories.yml:4 baby: text for en is missing (text)\n"

    def test_reads_the_directory_that_the_environment_names(
        self, directory: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("CATALOG", str(directory))

        assert main([]) == 0
