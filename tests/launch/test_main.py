"""`make run`, up to where the processes start: what is in the way is said in one sentence."""

import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from api.settings import Settings
from launch.__main__ import keep_logins, prepare_database
from launch.plan import ROOT, free_port, make_plan

LOGINS = [("agent", "agent@example", "a-password"), ("admin", "admin@example", "b-password")]


def launch(tmp_path: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Runs `python -m launch` with settings of its own."""
    ports = {name: str(free_port()) for name in ("PORT", "RASA_PORT", "ACTIONS_PORT")}
    environment = {
        **{key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ},
        **ports,
        "VAR_DIR": str(tmp_path / "var"),
        "DATABASE_URL": "",
        "CATALOG": "",
        "PYTHON_DOTENV_DISABLED": "1",
        **settings,
    }
    return subprocess.run(
        [sys.executable, "-m", "launch"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


class TestLaunch:
    def test_a_busy_port_is_one_sentence_and_exit_code_one(self, tmp_path: Path) -> None:
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            port = str(other.getsockname()[1])
            ended = launch(tmp_path, PORT=port)
        assert ended.returncode == 1
        assert ended.stderr.strip().splitlines() == [
            f"Kundedialog cannot start: Port {port}, which the api needs, is in use by another program: "
            "stop that program, or choose another port with PORT=…"
        ]

    @pytest.mark.parametrize("url", ["garbage", "mysql://u:secret@h/kd"])
    def test_a_database_that_cannot_be_is_one_sentence(self, tmp_path: Path, url: str) -> None:
        ended = launch(tmp_path, DATABASE_URL=url)
        assert ended.returncode == 1
        (line,) = ended.stderr.strip().splitlines()
        assert line.startswith("Kundedialog cannot start: DATABASE_URL ")
        assert "secret" not in line

    def test_a_catalog_with_mistakes_is_told_line_by_line(self, tmp_path: Path) -> None:
        ended = launch(tmp_path, CATALOG=str(tmp_path / "nowhere"))
        assert ended.returncode == 1
        assert "Kundedialog cannot start: the catalog has mistakes." in ended.stderr
        assert "the directory is missing" in ended.stderr
        assert "Traceback" not in ended.stderr


class TestPrepareDatabase:
    async def test_makes_the_demo_accounts_once(self, tmp_path: Path) -> None:
        plan = make_plan({"KUNDEDIALOG_DEMO": "1"}, var=tmp_path)
        settings = Settings.from_env(plan.environment)
        first, again = await prepare_database(settings), await prepare_database(settings)
        assert {role for role, _, _ in first} == {"agent", "lead", "marketer", "admin"}
        assert again == []


class TestKeepLogins:
    def test_are_for_this_user_alone_and_kept(self, tmp_path: Path) -> None:
        plan = make_plan({}, var=tmp_path)
        path = keep_logins(plan, LOGINS)
        assert path is not None
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert path.read_text().split()[:3] == ["agent", "agent@example", "a-password"]
        assert keep_logins(plan, []) == path
        assert len(path.read_text().splitlines()) == 2

    def test_are_nowhere_when_none_were_made(self, tmp_path: Path) -> None:
        assert keep_logins(make_plan({}, var=tmp_path), []) is None
