"""`make test`: every check, one after the other, and a summary that hides nothing.

A part that cannot run on this machine is said to be left out; with CI=true it is a failure.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from launch import model
from launch.command import command, run
from launch.plan import CannotStart, apart_from_settings, make_plan

PYTHON = sys.executable
_QUIET = (
    "PYTHONPATH",
    "PYTHONWARNINGS",
    "RASA_TELEMETRY_ENABLED",
    "TF_CPP_MIN_LOG_LEVEL",
    "SQLALCHEMY_SILENCE_UBER_WARNING",
)
# Colours, and what a progress bar wrote before it began its line again.
_CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|[^\n]*\r(?!\n)")
PACKAGES = ("api", "bot", "actions", "launch", "bench", "evaluation", "tests")


@dataclass(frozen=True)
class Part:
    """One check: a command, what it cannot do without, and whether its words matter only when it fails."""

    name: str
    command: Sequence[str]
    needs: str | None = None
    wordy: bool = False


PARTS = (
    Part("lint", [PYTHON, "-m", "ruff", "check", "."]),
    Part("types", [PYTHON, "-m", "mypy", *PACKAGES]),
    Part(
        "import rules",
        [PYTHON, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
    ),
    Part("catalog", [PYTHON, "-m", "bot.catalog", "data/catalog"]),
    Part(
        "rasa data validate",
        [PYTHON, "-m", "rasa", "data", "validate", "--data", "data/dialogue", "--fail-on-warnings"],
        wordy=True,
    ),
    Part(
        "unit tests", [PYTHON, "-m", "pytest", "-q", "tests", "--ignore=tests/dialogue", "--ignore=tests/e2e"]
    ),
    Part(
        "whole dialogues and the browser",
        [PYTHON, "-m", "pytest", "-q", "tests/dialogue", "tests/e2e"],
        "chromium",
    ),
)
WITHOUT_BROWSER = Part("whole dialogues", [PYTHON, "-m", "pytest", "-q", "tests/dialogue"])


def main() -> int:
    """0 when all parts that can run passed, and, with CI=true, all ran."""
    # The demo catalog and databases of the tests' own are checked, whatever this installation's settings are.
    strict, outside = os.environ.get("CI") == "true", apart_from_settings(os.environ)
    plan = make_plan(outside)
    environment = {**outside, **{key: plan.environment[key] for key in _QUIET}}
    results: list[tuple[str, str, float]] = []
    if not model.is_current(plan):
        start = time.monotonic()
        try:
            model.train(plan)
            results.append(("train the model", "passed", time.monotonic() - start))
        except CannotStart as problem:
            sys.stdout.write(f"{problem}\n")
            results.append(("train the model", "FAILED", time.monotonic() - start))
    for part in PARTS:
        if part.needs and not shutil.which(part.needs):
            results.append(
                (f"browser tests: no {part.needs} on this machine", "FAILED" if strict else "left out", 0.0)
            )
            part = WITHOUT_BROWSER
        sys.stdout.write(f"\n── {part.name}\n")
        sys.stdout.flush()
        start = time.monotonic()
        code = _run(part, environment)
        results.append((part.name, "passed" if code == 0 else "FAILED", time.monotonic() - start))
    return _summary(results)


def _run(part: Part, environment: Mapping[str, str]) -> int:
    """Runs a part; Ctrl-C reaches it as such, so that tests stop what they have started."""
    if not part.wordy or sys.stdout.isatty():
        return run(part.command, environment=environment, stop_with=signal.SIGINT)
    with tempfile.TemporaryFile() as output:
        code = run(part.command, environment=environment, output=output, stop_with=signal.SIGINT)
        output.seek(0)
        if code != 0:
            sys.stdout.write(_CONTROL.sub("", output.read().decode(errors="replace")))
    return code


def _summary(results: Sequence[tuple[str, str, float]]) -> int:
    sys.stdout.write("\n── summary\n")
    for name, result, seconds in results:
        sys.stdout.write(f"  {result:8}  {name}" + (f"  ({seconds:.0f} s)\n" if seconds else "\n"))
    slowest = sorted(results, key=lambda each: -each[2])[:3]
    told = ", ".join(f"{name} {seconds:.0f} s" for name, _, seconds in slowest if seconds >= 1)
    if told:
        sys.stdout.write(f"\n  slowest: {told}\n")
    failed = sum(result == "FAILED" for _, result, _ in results)
    passed = sum(result == "passed" for _, result, _ in results)
    sys.stdout.write(f"\n{passed} passed, {failed} failed\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(command(main))
