"""The machine under the measurement: what it is, and what a process takes of it."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from pathlib import Path

from launch.processes import Managed


def description() -> str:
    """Processor, system and versions, in one line."""
    return (
        f"{os.cpu_count()} cores ({_processor()}), {platform.system()} on {platform.machine()}, "
        f"Python {platform.python_version()}, Rasa {version('rasa')}, scikit-learn {version('scikit-learn')}, "
        f"SQLAlchemy {version('sqlalchemy')}"
    )


def megabytes(process: Managed) -> float:
    """Resident memory of a process; 0 where the system does not tell (only Linux has /proc)."""
    status = Path(f"/proc/{process.pid}/status")
    if not status.exists():
        return 0.0
    kilobytes = next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return int(kilobytes) / 1024


def processor_seconds(process: Managed) -> float:
    """Seconds a process has worked on any core; 0 where the system does not tell."""
    figures = Path(f"/proc/{process.pid}/stat")
    if not figures.exists():
        return 0.0
    user, system = figures.read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    lines = information.read_text().splitlines() if information.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or "unknown")
