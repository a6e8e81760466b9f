"""Whole on the disk, or not at all."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from api.attachments import store
from api.attachments.store import FileStore

ID = "ab" + "0" * 30


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "deep" / "attachments")


class TestSave:
    def test_it_lies_under_the_first_two_of_its_id_for_nobody_else_to_read(self, files: FileStore) -> None:
        files.save(ID, b"data")
        path = files.path(ID)
        assert path.read_bytes() == b"data"
        assert path.parent.name == "ab"
        assert path.stat().st_mode & 0o777 == 0o600

    def test_a_disk_that_fills_up_leaves_nothing_half(
        self, files: FileStore, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(_: int) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space left"):
            files.save(ID, b"data")
        assert list(files.path(ID).parent.iterdir()) == []

    def test_the_last_of_the_disk_is_left_to_the_database(
        self, files: FileStore, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(store, "RESERVED_BYTES", 2**62)
        with pytest.raises(OSError, match="nearly full"):
            files.save(ID, b"data")
        assert not files.path(ID).exists()


class TestPath:
    @pytest.mark.parametrize("id", ["", "../../etc/passwd", "A" * 32, "0" * 31, "0" * 33, "0" * 31 + "/"])
    def test_only_ids_lead_anywhere(self, files: FileStore, id: str) -> None:
        with pytest.raises(ValueError, match="not the id"):
            files.path(id)


class TestRemove:
    def test_what_is_gone_already_is_no_problem(self, files: FileStore) -> None:
        files.save(ID, b"data")
        files.remove([ID, ID])
        assert not files.path(ID).exists()


class TestListed:
    def test_files_and_unfinished_ones_and_nothing_else(self, files: FileStore, tmp_path: Path) -> None:
        files.save(ID, b"data")
        folder = files.path(ID).parent
        (folder / f"{ID}.part").write_bytes(b"da")
        (folder / "README").write_text("not ours")
        found: list[Any] = sorted((found.id or "", found.path.name) for found in files.listed("ab"))
        assert found == [("", f"{ID}.part"), (ID, ID)]

    def test_a_folder_that_is_not_there_is_empty(self, files: FileStore) -> None:
        assert files.listed("ff") == []
