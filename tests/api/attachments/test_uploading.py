"""Files come in by the visitor's call: whole and clean, or not at all."""

import asyncio
import errno
import os
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from api.app import create_app
from api.attachments import uploading
from api.attachments.errors import FileTooLarge
from api.attachments.models import Attachment
from api.conversations import erasure
from api.services import Services
from api.settings import Settings
from tests.api.attachments.pictures import PDF, SECRET, bomb, picture, send, upload, uploaded, with_place
from tests.api.conftest import Visitor, arrive
from tests.api.fake_dialogue import FakeDialogue


def on_disk(services: Services) -> list[str]:
    folder = services.settings.attachments
    return sorted(path.name for path in folder.rglob("*") if path.is_file()) if folder.exists() else []


async def noted(services: Services) -> int:
    async with services.database.reading() as session:
        return await session.scalar(select(func.count()).select_from(Attachment)) or 0


class TestUpload:
    async def test_a_picture_is_cleaned_and_kept(self, visitor: Visitor, services: Services) -> None:
        response = await upload(visitor, with_place("JPEG"), name="Min%20kv%C3%A6rn.JPG")
        assert response.status_code == 201
        file = response.json()
        assert (file["name"], file["media_type"]) == ("Min kværn.jpg", "image/jpeg")
        assert (file["width"], file["height"]) == (30, 40)
        assert on_disk(services) == [file["id"]]
        kept = (services.settings.attachments / file["id"][:2] / file["id"]).read_bytes()
        assert SECRET not in kept
        assert len(kept) == file["size"]

    async def test_the_content_decides_and_not_the_name(self, visitor: Visitor) -> None:
        file = (await upload(visitor, PDF, name="kvittering.png")).json()
        assert (file["name"], file["media_type"]) == ("kvittering.pdf", "application/pdf")

    @pytest.mark.parametrize(
        ("locale", "words"),
        [("da", "Den slags fil kan vi ikke"), ("nb", "Denne typen fil"), ("en", "We can’t take")],
    )
    async def test_a_script_called_png_is_refused_in_words(
        self, client: httpx.AsyncClient, services: Services, locale: str, words: str
    ) -> None:
        visitor = await arrive(client, locale=locale)
        response = await upload(visitor, b"<script>alert(1)</script>", name="kvern.png")
        assert response.status_code == 415
        assert response.json()["error"]["code"] == "unsupported_type"
        assert response.json()["error"]["message"].startswith(words)
        assert (on_disk(services), await noted(services)) == ([], 0)

    @pytest.mark.parametrize(
        ("data", "status", "code"),
        [
            (b"", 422, "file_empty"),
            (bomb(60_000, 60_000), 422, "image_too_large"),
            (picture()[:50], 422, "file_damaged"),
        ],
    )
    async def test_other_refusals(
        self, visitor: Visitor, services: Services, data: bytes, status: int, code: str
    ) -> None:
        response = await upload(visitor, data)
        assert (response.status_code, response.json()["error"]["code"]) == (status, code)
        assert on_disk(services) == []

    async def test_without_the_token_or_with_anothers_nothing_is_taken(
        self, visitor: Visitor, client: httpx.AsyncClient, services: Services
    ) -> None:
        path = f"{visitor.path}/attachments"
        assert (await client.post(path, content=picture())).status_code == 401
        other = await arrive(client)
        response = await client.post(path, content=picture(), headers=other.headers)
        assert response.status_code == 404
        assert on_disk(services) == []

    async def test_a_conversation_has_room_for_so_many(
        self, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(uploading, "FILES_IN_CONVERSATION", 1)
        await uploaded(visitor)
        response = await upload(visitor, picture())
        assert (response.status_code, response.json()["error"]["code"]) == (409, "too_many_files")

    async def test_nor_do_more_come_in_at_once(
        self, visitor: Visitor, services: Services, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(uploading, "FILES_IN_CONVERSATION", 2)
        answers = await asyncio.gather(*(upload(visitor, picture()) for _ in range(8)))
        assert sorted(answer.status_code for answer in answers) == [201, 201, *[409] * 6]
        assert await noted(services) == 2
        assert len(on_disk(services)) == 2

    async def test_an_address_sends_so_many_a_minute(
        self, settings: Settings, dialogue: FakeDialogue
    ) -> None:
        app = create_app(replace(settings, uploads_per_minute=2), dialogue=dialogue)
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            visitor = await arrive(client, locale="nb")
            for _ in range(2):
                await uploaded(visitor)
            response = await upload(visitor, picture())
            assert response.status_code == 429
            assert int(response.headers["retry-after"]) > 0
        await app.state.services.database.close()


class TestTooLarge:
    async def test_fifty_megabytes_called_png_are_refused_before_they_are_read(
        self, visitor: Visitor
    ) -> None:
        """The header lies about nothing: not a byte is read."""
        read = 0

        async def body() -> AsyncIterator[bytes]:
            nonlocal read
            for _ in range(50):
                read += 1
                yield b"\x89PNG\r\n\x1a\n" + b"\0" * (1024 * 1024 - 8)

        headers = {**visitor.headers, "File-Name": "kvern.png", "Content-Length": str(50 * 1024 * 1024)}
        response = await visitor.client.post(f"{visitor.path}/attachments", content=body(), headers=headers)
        assert response.status_code == 413
        assert response.json()["error"] == {
            "code": "file_too_large",
            "message": "Filen er for stor. Den må højst fylde 10 MB.",
        }

    async def test_without_a_length_reading_stops_at_the_limit(self) -> None:
        read = 0

        async def body() -> AsyncIterator[bytes]:
            nonlocal read
            while True:
                read += 1000
                yield b"\0" * 1000

        with pytest.raises(FileTooLarge):
            await uploading.read(body(), limit=10_000, language="en")
        assert read == 11_000

    async def test_other_calls_still_take_no_more_than_64_kib(self, visitor: Visitor) -> None:
        response = await visitor.post("messages", client_message_id="m1", text="x" * 70_000)
        assert response.status_code == 413

    @pytest.mark.parametrize("way", ["declared", "in pieces"])
    async def test_the_app_reads_no_further_than_the_limit(
        self, app: Any, visitor: Visitor, way: str
    ) -> None:
        """As a server sees it: how often the app asks for more."""
        asked, piece, sent = 0, 1024 * 1024, []

        async def receive() -> dict[str, Any]:
            nonlocal asked
            asked += 1
            return {"type": "http.request", "body": b"\0" * piece, "more_body": asked < 50}

        async def answer(message: Any) -> None:
            sent.append(message)

        headers = [(b"authorization", visitor.headers["Authorization"].encode()), (b"host", b"test")]
        if way == "declared":
            headers.append((b"content-length", str(50 * piece).encode()))
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "POST",
            "path": f"{visitor.path}/attachments",
            "raw_path": f"{visitor.path}/attachments".encode(),
            "query_string": b"",
            "root_path": "",
            "scheme": "http",
            "headers": headers,
            "client": ("test", 1),
            "server": ("test", 80),
        }
        await asyncio.wait_for(app(scope, receive, answer), 20)
        assert sent[0]["status"] == 413
        assert asked == (0 if way == "declared" else 11)


class TestFullDisk:
    async def test_a_full_disk_is_told_and_nothing_is_half(
        self, visitor: Visitor, services: Services, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        real = os.fsync

        def full(_: int) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        response = await upload(visitor, picture())
        monkeypatch.setattr(os, "fsync", real)
        assert (response.status_code, response.json()["error"]["code"]) == (507, "storage_full")
        assert (on_disk(services), await noted(services)) == ([], 0)
        assert (await visitor.say("hello"))["message"]["text"] == "hello"

    async def test_when_the_database_does_not_take_it_the_disk_does_not_keep_it(
        self, visitor: Visitor, services: Services, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        inspected = uploading._inspected
        loop = asyncio.get_running_loop()

        def erased_meanwhile(data: bytes, language: str) -> Any:
            asyncio.run_coroutine_threadsafe(erasure.erase(services, visitor.id), loop).result(5)
            return inspected(data, language)

        monkeypatch.setattr(uploading, "_inspected", erased_meanwhile)
        response = await upload(visitor, picture())
        assert (response.status_code, response.json()["error"]["code"]) == (404, "attachment_not_found")
        assert on_disk(services) == []


class TestTakeBack:
    async def test_an_unsent_file_goes_at_once(self, visitor: Visitor, services: Services) -> None:
        id = await uploaded(visitor)
        response = await visitor.client.delete(f"{visitor.path}/attachments/{id}", headers=visitor.headers)
        assert response.status_code == 204
        assert (on_disk(services), await noted(services)) == ([], 0)
        again = await visitor.client.delete(f"{visitor.path}/attachments/{id}", headers=visitor.headers)
        assert again.status_code == 404

    async def test_a_sent_file_stays(self, visitor: Visitor) -> None:
        id = await uploaded(visitor)
        await send(visitor, id)
        response = await visitor.client.delete(f"{visitor.path}/attachments/{id}", headers=visitor.headers)
        assert response.status_code == 404


def test_the_folder_is_a_setting() -> None:
    env = {
        "KUNDEDIALOG_DEMO": "1",
        "ATTACHMENTS": "/srv/files",
        "ATTACHMENT_MEGABYTES": "5",
        "UPLOADS_PER_MINUTE": "0",
    }
    settings = Settings.from_env(env)
    assert settings.attachments == Path("/srv/files")
    assert (settings.attachment_bytes, settings.uploads_per_minute) == (5 * 1024 * 1024, 0)
