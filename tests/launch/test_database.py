"""A database that cannot be used is one sentence, whatever the driver raises."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import make_url

from api.settings import Settings, async_url
from launch.__main__ import prepare_database
from launch.database import check_address
from launch.plan import CannotStart, free_port
from tests.databases import NEEDS_POSTGRESQL, POSTGRESQL


def settings(url: str, *, schema: str | None = None) -> Settings:
    return Settings(database_url=async_url(url), database_schema=schema, demo=True, busy_timeout_seconds=0.1)


class TestCheckAddress:
    @pytest.mark.parametrize(
        ("address", "words"),
        [
            ("garbage with a password", "is not the address of a database"),
            ("postgresql://host:port/kd", "is not the address of a database"),
            ("mysql://u:secret@h/kd", "names mysql, which is not supported"),
            ("foo://x/y", "names foo, which is not supported"),
            ("sqlite://", "names no file"),
            ("sqlite:///:memory:", "names no file"),
        ],
    )
    def test_what_is_no_usable_address_is_said_without_repeating_it(self, address: str, words: str) -> None:
        with pytest.raises(CannotStart, match=words) as caught:
            check_address(settings(address))
        assert "password@" not in str(caught.value).replace("user:password@host", "")
        assert "secret" not in str(caught.value)

    @pytest.mark.parametrize("address", ["sqlite:///var/kd.db", "postgresql://u:p@h/kd", "postgres://h/kd"])
    def test_usual_ones_are_fine(self, address: str) -> None:
        check_address(settings(address))

    def test_a_new_an_empty_and_a_true_database_are_fine(self, tmp_path: Path) -> None:
        path = tmp_path / "kd.db"
        check_address(settings(f"sqlite:///{path}"))
        path.touch()
        check_address(settings(f"sqlite:///{path}"))
        with sqlite3.connect(path) as connection:
            connection.execute("CREATE TABLE anything (id INTEGER)")
        connection.close()
        check_address(settings(f"sqlite:///{path}"))

    def test_a_folder_is_no_database(self, tmp_path: Path) -> None:
        with pytest.raises(CannotStart, match=r"cannot be read \(Is a directory\): check DATABASE_URL\.$"):
            check_address(settings(f"sqlite:///{tmp_path}"))

    def test_a_file_of_another_kind_is_no_database(self, tmp_path: Path) -> None:
        page = tmp_path / "page.html"
        page.write_text("<p>not a database</p>")
        with pytest.raises(CannotStart, match=r"page\.html is not a database: check DATABASE_URL\.$"):
            check_address(settings(f"sqlite:///{page}"))


class TestPrepareDatabase:
    async def test_a_path_through_a_file_is_none(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(CannotStart, match=r"^The database cannot be reached \(.*exists"):
            await prepare_database(settings(f"sqlite:///{tmp_path}/file/kd.db"))

    async def test_a_database_of_a_later_version_is_said_to_be_one(self, tmp_path: Path) -> None:
        path = tmp_path / "kd.db"
        with sqlite3.connect(path) as connection:
            connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
            connection.execute("INSERT INTO alembic_version VALUES ('9999')")
        connection.close()
        with pytest.raises(
            CannotStart, match=r"^The database does not fit this version of Kundedialog \(.*9999"
        ):
            await prepare_database(settings(f"sqlite:///{path}"))

    async def test_a_locked_database_is_said_to_be_locked(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = tmp_path / "kd.db"
        other = sqlite3.connect(path)
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("BEGIN IMMEDIATE")
        try:
            with pytest.raises(CannotStart, match=r"^The database is locked by another program"):
                await prepare_database(settings(f"sqlite:///{path}"))
        finally:
            other.close()

    async def test_a_server_that_is_not_there(self) -> None:
        with pytest.raises(CannotStart, match=r"^The database cannot be reached .*: check DATABASE_URL\.$"):
            await prepare_database(settings(f"postgresql://nobody@127.0.0.1:{free_port()}/kd"))

    async def test_an_option_the_driver_does_not_know(self) -> None:
        with pytest.raises(CannotStart, match=r"^DATABASE_URL has an option .*'nonsense'"):
            await prepare_database(settings(f"postgresql://u@127.0.0.1:{free_port()}/kd?nonsense=1"))

    @NEEDS_POSTGRESQL
    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"username": "kd_no_such_role"}, r'cannot be reached \(.*"kd_no_such_role"'),
            ({"database": "kd_no_such"}, r'cannot be reached \(database "kd_no_such" does not exist\)'),
        ],
    )
    async def test_a_role_or_database_that_the_server_does_not_know(
        self, change: dict[str, Any], words: str
    ) -> None:
        assert POSTGRESQL
        url = make_url(POSTGRESQL).set(**change).render_as_string(hide_password=False)
        with pytest.raises(CannotStart, match=words):
            await prepare_database(settings(url))

    @NEEDS_POSTGRESQL
    async def test_the_schema_is_the_one_of_the_settings(self) -> None:
        assert POSTGRESQL
        with pytest.raises(CannotStart, match=r"\(no schema .*\): check DATABASE_URL and DATABASE_SCHEMA\.$"):
            await prepare_database(settings(POSTGRESQL, schema="kd_no_such_schema"))
