"""How a command of the launcher ends: what is in the way is one sentence, a stop leaves nothing behind."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import IO

from dotenv import load_dotenv

from api.settings import SettingsError
from bot.catalog import CatalogError
from launch.plan import ROOT, CannotStart

STOPPED = 130
# What a process gets to end in once it was asked to.
PATIENCE_SECONDS = 30.0


def command(work: Callable[[], int]) -> int:
    """Runs a command in the project's folder with the settings of `.env`.

    A closed terminal and SIGTERM stop it as Ctrl-C does.

    Returns:
        The command's exit code; 1 when something is in the way, 130 when it was stopped.
    """
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    os.chdir(ROOT)
    load_dotenv(ROOT / ".env")
    try:
        return work()
    except (CannotStart, SettingsError) as problem:
        _complain(f"Kundedialog cannot start: {problem}")
    except CatalogError as problem:
        _complain(f"Kundedialog cannot start: the catalog has mistakes.\n{problem}")
    except KeyboardInterrupt:
        _complain("Stopped.")
        return STOPPED
    return 1


def run(
    arguments: Sequence[str],
    *,
    environment: Mapping[str, str],
    output: IO[bytes] | None = None,
    stop_with: signal.Signals = signal.SIGTERM,
) -> int:
    """Runs a program to its end; when this one is stopped meanwhile, so is the program with all it started.

    Args:
        arguments: The program and its arguments.
        environment: All of its environment.
        output: Where its words go; by default to this program's own output.
        stop_with: What asks it to end early.

    Returns:
        Its exit code.
    """
    process = subprocess.Popen(
        arguments,
        cwd=ROOT,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        start_new_session=True,
    )
    try:
        return process.wait()
    finally:
        if process.poll() is None:
            _end(process, stop_with)


def _end(process: subprocess.Popen[bytes], stop_with: signal.Signals) -> None:
    try:
        os.killpg(process.pid, stop_with)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE_SECONDS)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _complain(text: str) -> None:
    # The terminal may be gone: that is what SIGHUP says.
    with contextlib.suppress(OSError):
        sys.stderr.write(f"\n{text}\n")
        sys.stderr.flush()
