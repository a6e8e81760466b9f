"""How a command ends: one sentence, or a stop that leaves nothing running."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from launch.plan import ROOT
from tests.launch.children import is_alive

RUNS = """
import os, pathlib, sys
from launch.command import command, run
from launch.plan import CannotStart
def work():
    {work}
sys.exit(command(work))
"""
# A program with a child of its own, both of which would go on for long.
LONG = (
    "import os, pathlib, subprocess, sys, time\n"
    "other = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
    "pathlib.Path(sys.argv[1]).write_text(f'{os.getpid()} {other.pid}')\n"
    "time.sleep(60)"
)


def start(work: str, *arguments: str) -> subprocess.Popen[str]:
    """Runs a command of the launcher in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", RUNS.format(work=work), *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHON_DOTENV_DISABLED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def eventually(true: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 20
    while not true() and time.monotonic() < deadline:
        time.sleep(0.05)
    return true()


class TestCommand:
    def test_what_is_in_the_way_is_one_sentence(self) -> None:
        process = start("raise CannotStart('It rains.')")
        said = process.communicate(timeout=30)
        assert (process.returncode, said) == (1, ("", "\nKundedialog cannot start: It rains.\n"))

    def test_otherwise_the_exit_code_is_the_commands(self) -> None:
        process = start("return 7")
        assert process.communicate(timeout=30) == ("", "")
        assert process.returncode == 7

    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda n: n.name)
    def test_a_stop_ends_the_program_that_runs_and_all_it_started(
        self, tmp_path: Path, number: signal.Signals
    ) -> None:
        pids = tmp_path / "pids"
        process = start(
            "return run([sys.executable, '-c', sys.argv[1], sys.argv[2]], environment=os.environ)",
            LONG,
            str(pids),
        )
        assert eventually(lambda: pids.exists() and len(pids.read_text().split()) == 2)
        process.send_signal(number)
        said = process.communicate(timeout=30)
        assert (process.returncode, said) == (130, ("", "\nStopped.\n"))
        assert eventually(lambda: not any(is_alive(int(pid)) for pid in pids.read_text().split()))
