"""`make test`: every part runs, and the summary hides nothing."""

import sys

import pytest

from launch import check, model
from launch.check import Part

GOOD = Part("good", [sys.executable, "-c", ""])
BAD = Part("bad", [sys.executable, "-c", "raise SystemExit(1)"])
NEEDY = Part("in the browser", [sys.executable, "-c", "raise SystemExit(1)"], "no-such-browser")


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A machine with a current model, which is not CI."""
    monkeypatch.setattr(model, "is_current", lambda _plan: True)
    monkeypatch.setattr(check, "WITHOUT_BROWSER", GOOD)
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("VAR_DIR", str(tmp_path_factory.mktemp("var")))


class TestMain:
    def test_all_good(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        monkeypatch.setattr(check, "PARTS", (GOOD, GOOD))
        assert check.main() == 0
        assert capsys.readouterr().out.endswith("\n2 passed, 0 failed\n")

    def test_a_part_that_fails_does_not_keep_the_next_from_running(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(check, "PARTS", (BAD, GOOD))
        assert check.main() == 1
        assert capsys.readouterr().out.endswith("\n1 passed, 1 failed\n")

    @pytest.mark.parametrize(("ci", "code", "said"), [("", 0, "left out"), ("true", 1, "FAILED")])
    def test_what_cannot_run_here_is_said_and_fails_in_ci(
        self,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
        ci: str,
        code: int,
        said: str,
    ) -> None:
        monkeypatch.setenv("CI", ci)
        monkeypatch.setattr(check, "PARTS", (NEEDY,))
        assert check.main() == code
        (line,) = [line for line in capsys.readouterr().out.splitlines() if "no-such-browser" in line]
        assert said in line

    def test_this_installations_settings_are_not_those_of_the_tests(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("DATABASE_URL", "CATALOG", "PORT", "KUNDEDIALOG_DEMO"):
            monkeypatch.setenv(name, "of somebody's own")
        assert_none = "import os; raise SystemExit(any('own' in value for value in os.environ.values()))"
        monkeypatch.setattr(check, "PARTS", (Part("clean", [sys.executable, "-c", assert_none]),))
        assert check.main() == 0

    @pytest.mark.parametrize(("code", "told"), [(0, False), (1, True)])
    def test_a_wordy_part_is_heard_only_when_it_fails_and_without_its_progress_bars(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], code: int, told: bool
    ) -> None:
        words = r"print('\r 10%|#  |\r 99%|## |\r\x1b[33mA mistake.\x1b[0m'); raise SystemExit(" + f"{code})"
        monkeypatch.setattr(check, "PARTS", (Part("wordy", [sys.executable, "-c", words], wordy=True),))
        assert check.main() == code
        said = capsys.readouterr().out
        assert ("\nA mistake.\n" in said) == told
        assert "%" not in said

    def test_the_slowest_parts_are_told_before_the_last_line(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        check._summary([("a", "passed", 3.0), ("b", "passed", 0.2), ("c", "passed", 9.0)])
        *_, slowest, empty, last = capsys.readouterr().out.splitlines()
        assert (slowest, empty, last) == ("  slowest: c 9 s, a 3 s", "", "3 passed, 0 failed")

    def test_every_part_is_a_command_of_this_python(self) -> None:
        assert all(part.command[0] == sys.executable for part in check.PARTS)
        assert len({part.name for part in check.PARTS}) == len(check.PARTS)
