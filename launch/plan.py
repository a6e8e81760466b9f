"""Where everything runs on this machine: ports, folders, and the environment of the processes."""

from __future__ import annotations

import errno
import os
import re
import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from api.settings import async_url

ROOT = Path(__file__).resolve().parent.parent
MODEL_NAME = "kundedialog"
_NAMES = {"PORT": "the api", "RASA_PORT": "Rasa", "ACTIONS_PORT": "the action server"}


class CannotStart(Exception):
    """Something on this machine is in the way; the message is one sentence that says what to do."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """One installation on one machine; all addresses but the api's are loopback."""

    host: str
    port: int
    rasa_port: int
    actions_port: int
    var: Path
    models: Path
    environment: Mapping[str, str]

    @property
    def address(self) -> str:
        """The api's address as people open it."""
        return f"http://{'localhost' if self.host in {'0.0.0.0', '127.0.0.1'} else self.host}:{self.port}"

    @property
    def model(self) -> Path:
        """The trained model."""
        return self.models / f"{MODEL_NAME}.tar.gz"


def make_plan(environ: Mapping[str, str], *, var: Path | None = None) -> Plan:
    """Reads the settings and completes them with what is made on first start.

    Args:
        environ: The environment, `.env` included.
        var: Folder for everything written at run time.

    Raises:
        CannotStart: A port is not a number, or the folder cannot be made.
    """
    var = (var or Path(environ.get("VAR_DIR") or ROOT / "var")).resolve()
    try:
        (var / "log").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotStart(
            f"The folder {var} cannot be made ({error.strerror}): choose another one with VAR_DIR=…"
        ) from error
    port, rasa_port, actions_port = (
        _port(environ, name, default)
        for name, default in (("PORT", 8000), ("RASA_PORT", 5005), ("ACTIONS_PORT", 5055))
    )
    database = environ.get("DATABASE_URL") or f"sqlite+aiosqlite:///{var / 'kundedialog.db'}"
    environment = {
        **environ,
        "HOST": environ.get("HOST") or "127.0.0.1",
        "PORT": str(port),
        "DATABASE_URL": database,
        "TRACKER_DATABASE_URL": environ.get("TRACKER_DATABASE_URL") or _tracker_database(database, var),
        "RASA_URL": f"http://127.0.0.1:{rasa_port}",
        "RASA_TOKEN": environ.get("RASA_TOKEN") or secrets.token_urlsafe(32),
        "ACTIONS_URL": f"http://127.0.0.1:{actions_port}",
        "KUNDEDIALOG_SECRET": environ.get("KUNDEDIALOG_SECRET") or _kept_secret(var),
        "SANIC_HOST": "127.0.0.1",
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "ignore",
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    }
    return Plan(
        host=environment["HOST"],
        port=port,
        rasa_port=rasa_port,
        actions_port=actions_port,
        var=var,
        models=Path(environ.get("MODEL_DIR") or ROOT / "models").resolve(),
        environment=environment,
    )


def apart_from_settings(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment without this installation's settings, for what checks or measures the repository itself.

    All that `.env.example` explains is left out but the folders, and no process started with it reads `.env`.
    """
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    settings = set(re.findall(r"^#? ?([A-Z][A-Z0-9_]*)=", example, re.MULTILINE)) - {"VAR_DIR", "MODEL_DIR"}
    kept = {name: value for name, value in environ.items() if name not in settings}
    return {**kept, "PYTHON_DOTENV_DISABLED": "1"}


def check_ports(plan: Plan) -> None:
    """Makes sure that every port is free.

    Raises:
        CannotStart: One is busy; the message names it and the setting that moves it.
    """
    if len({plan.port, plan.rasa_port, plan.actions_port}) < 3:
        raise CannotStart("PORT, RASA_PORT and ACTIONS_PORT must be three different ports.")
    for name, port in (
        ("PORT", plan.port),
        ("RASA_PORT", plan.rasa_port),
        ("ACTIONS_PORT", plan.actions_port),
    ):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((plan.host if name == "PORT" else "127.0.0.1", port))
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    raise CannotStart(
                        f"Port {port}, which {_NAMES[name]} needs, cannot be opened here "
                        f"({error.strerror}): choose another one with {name}=…"
                    ) from error
                raise CannotStart(
                    f"Port {port}, which {_NAMES[name]} needs, is in use by another program: "
                    f"stop that program, or choose another port with {name}=…"
                ) from error


def free_port() -> int:
    """A port that is free at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _port(environ: Mapping[str, str], name: str, default: int) -> int:
    value = environ.get(name) or str(default)
    if not value.isdecimal() or not 0 < int(value) < 65536:
        raise CannotStart(f"{name} must be a port number between 1 and 65535, and is {value!r}.")
    return int(value)


def _tracker_database(database: str, var: Path) -> str:
    """Rasa's working memory: beside the api's tables on a server, else in a file of its own."""
    url = async_url(database)
    return url if url.startswith("postgresql") else f"sqlite+aiosqlite:///{var / 'trackers.db'}"


def _kept_secret(var: Path) -> str:
    """The installation's own secret: made on first start, readable for this user only."""
    path = var / "secret"
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(32))
    return path.read_text().strip()
