"""Starting with settings that cannot be: one sentence and an exit code, never a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from api.engines import create_engine
from api.settings import async_url
from tests.databases import NEEDS_POSTGRESQL, POSTGRESQL

ROOT = Path(__file__).parents[2]


def started(module: str, url: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DATABASE_URL": url, "KUNDEDIALOG_DEMO": "1", "PORT": "1"}
    return subprocess.run(
        [sys.executable, "-m", module],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("module", ["api", "api.migrate"])
@pytest.mark.parametrize(
    "url", ["nonsense", "postgresql://nobody@127.0.0.1:1/none", "sqlite:////proc/no/file.db"]
)
def test_a_database_that_cannot_be_used(module: str, url: str) -> None:
    ended = started(module, url)
    assert ended.returncode == 2
    assert "DATABASE_URL" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


@NEEDS_POSTGRESQL
async def test_the_usual_way_to_ask_for_encryption_is_understood() -> None:
    engine = create_engine(async_url(f"{POSTGRESQL}?sslmode=prefer"))
    async with engine.connect() as connection:
        assert await connection.scalar(text("SELECT 1")) == 1
    await engine.dispose()
