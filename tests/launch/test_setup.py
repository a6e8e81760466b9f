"""`launch/setup.sh`: without what it needs it says so in one sentence; with all there it is silent."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from launch.plan import ROOT

TOOLS = ("sh", "cat", "cksum", "dirname", "mkdir", "chmod")
# A uv that makes an environment whose Python is content with everything, and one that notes what it was asked.
MAKES_VENV = """if [ "$1" = venv ]; then
  mkdir -p .venv/bin; printf '#!/bin/sh\\nexit 0\\n' > .venv/bin/python; chmod +x .venv/bin/python
fi
"""
NOTES = 'echo "$1" >> uv.calls'


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of what the script needs, and a PATH with the system's small tools alone."""
    (tmp_path / "launch").mkdir()
    for name in ("setup.sh", "uv.sh"):
        shutil.copy(ROOT / "launch" / name, tmp_path / "launch")
    (tmp_path / "requirements.lock").write_text("nothing==1\n")
    (tmp_path / "bin").mkdir()
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found
        (tmp_path / "bin" / tool).symlink_to(found)
    return tmp_path


def script(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def set_up(copy: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "launch/setup.sh"],
        cwd=copy,
        env={"PATH": str(copy / "bin"), "HOME": os.environ.get("HOME", "/"), **variables},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def calls(copy: Path) -> list[str]:
    return (copy / "uv.calls").read_text().split()


def where_uv_is(copy: Path) -> str:
    ended = subprocess.run(
        ["sh", "launch/uv.sh"],
        cwd=copy,
        env={"PATH": str(copy / "bin")},
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    return ended.stdout.strip()


class TestSetup:
    def test_without_python_and_uv_it_says_what_to_install(self, copy: Path) -> None:
        ended = set_up(copy)
        assert ended.returncode != 0
        assert ended.stderr == (
            "Kundedialog cannot start: Python 3.11 is needed: install it, or install uv, which fetches it.\n"
        )

    def test_a_python_of_another_version_is_none(self, copy: Path) -> None:
        script(copy / "bin" / "python3", "exit 1")
        ended = set_up(copy)
        assert ended.returncode != 0
        assert "Python 3.11 is needed" in ended.stderr

    def test_packages_that_cannot_be_installed_are_said_in_one_sentence_and_tried_again(
        self, copy: Path
    ) -> None:
        script(copy / "bin" / "uv", MAKES_VENV + '[ "$1" = venv ]')
        ended = set_up(copy)
        assert ended.returncode != 0
        assert ended.stderr.endswith("the packages of requirements.lock could not be installed.\n")
        script(copy / "bin" / "uv", f"{MAKES_VENV}{NOTES}")
        assert set_up(copy).returncode == 0
        assert calls(copy) == ["pip"]

    def test_one_that_failed_midway_is_not_taken_for_the_one_before(self, copy: Path) -> None:
        script(copy / "bin" / "uv", f"{MAKES_VENV}{NOTES}")
        assert set_up(copy).returncode == 0
        before = (copy / "requirements.lock").read_text()
        (copy / "requirements.lock").write_text("nothing==2\n")
        script(copy / "bin" / "uv", "exit 1")
        assert set_up(copy).returncode != 0
        (copy / "requirements.lock").write_text(before)
        assert set_up(copy).returncode != 0

    def test_a_second_run_changes_nothing_until_the_lock_changes(self, copy: Path) -> None:
        script(copy / "bin" / "uv", f"{MAKES_VENV}{NOTES}")
        assert set_up(copy).returncode == 0
        assert calls(copy) == ["venv", "pip"]
        again = set_up(copy)
        assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
        (copy / "requirements.lock").write_text("nothing==2\n")
        assert set_up(copy).returncode == 0
        assert calls(copy) == ["venv", "pip", "pip"]

    def test_a_broken_environment_is_made_again(self, copy: Path) -> None:
        script(copy / "bin" / "uv", f"{MAKES_VENV}{NOTES}")
        assert set_up(copy).returncode == 0
        script(copy / ".venv" / "bin" / "python", "exit 1")
        assert set_up(copy).returncode == 0
        assert calls(copy) == ["venv", "pip"] * 2

    def test_an_environment_that_is_active_is_left_alone(self, copy: Path) -> None:
        script(copy / "bin" / "uv", f'{MAKES_VENV}echo "${{VIRTUAL_ENV-}}${{CONDA_PREFIX-}} $*" >> uv.calls')
        ended = set_up(copy, VIRTUAL_ENV="/somebodys/own", CONDA_PREFIX="/somebodys/conda")
        assert ended.returncode == 0
        lines = (copy / "uv.calls").read_text().splitlines()
        assert lines[-1].startswith(" pip sync ")
        assert "--python .venv/bin/python" in lines[-1]
        assert "somebodys" not in "".join(lines)


class TestUv:
    def test_the_machines_own_is_used_and_else_the_one_installed_here(self, copy: Path) -> None:
        script(copy / ".uv" / "bin" / "uv", "exit 0")
        assert where_uv_is(copy) == ".uv/bin/uv"
        script(copy / "bin" / "uv", "exit 0")
        assert where_uv_is(copy) == str(copy / "bin" / "uv")

    def test_make_lock_finds_it_the_same_way(self) -> None:
        makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
        assert "sh launch/uv.sh" in makefile.split("\nlock:")[1].split("\n\n")[0]
