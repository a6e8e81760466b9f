"""What a file is, and what of it is kept."""

from contextlib import suppress
from io import BytesIO

import pytest
from PIL import Image

from api.attachments.errors import FileDamaged, FileRefused, TooManyPixels, WrongType
from api.attachments.inspection import KEPT_PIXELS, inspect
from tests.api.attachments.pictures import PDF, SECRET, bomb, moving, picture, with_place


class TestKinds:
    @pytest.mark.parametrize(
        ("format", "media_type", "extension"),
        [
            ("PNG", "image/png", ".png"),
            ("JPEG", "image/jpeg", ".jpg"),
            ("WEBP", "image/webp", ".webp"),
            ("GIF", "image/gif", ".gif"),
        ],
    )
    def test_pictures_by_their_content(self, format: str, media_type: str, extension: str) -> None:
        kept = inspect(picture(format), language="en")
        assert (kept.media_type, kept.extension) == (media_type, extension)
        assert (kept.width, kept.height) == (40, 30)

    def test_a_document_is_kept_as_it_is(self) -> None:
        kept = inspect(PDF, language="en")
        assert (kept.media_type, kept.data, kept.width) == ("application/pdf", PDF, None)

    @pytest.mark.parametrize(
        "data",
        [
            b"<html><script>alert(1)</script></html>",
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
            b"MZ\x90\x00",
            b"PK\x03\x04" + b"\0" * 40,
            b"\0",
            b"hello",
            picture("BMP"),
            picture("TIFF"),
        ],
    )
    def test_anything_else_is_refused(self, data: bytes) -> None:
        with pytest.raises(WrongType):
            inspect(data, language="en")

    @pytest.mark.parametrize(
        "data",
        [
            picture("PNG")[:60],
            picture("JPEG", size=(400, 400))[:700],
            picture("GIF")[:20],
            b"\x89PNG\r\n\x1a\n" + b"\xff" * 200,
            b"\xff\xd8\xff\xe0" + b"\0" * 500,
            b"RIFF\x10\0\0\0WEBPVP8 " + b"\0" * 40,
            b"%PDF-1.7\nbegun and never ended",
        ],
    )
    def test_what_only_begins_like_one_is_damaged(self, data: bytes) -> None:
        with pytest.raises(FileDamaged):
            inspect(data, language="en")

    def test_whatever_comes_is_refused_in_words(self) -> None:
        """Every cut of a good file is taken or refused, never an error of ours."""
        for good in (picture("PNG"), picture("JPEG"), picture("WEBP"), moving("GIF"), PDF):
            for end in range(0, len(good), 7):
                with suppress(FileRefused):
                    inspect(good[:end], language="da")

    def test_the_words_are_in_the_senders_language(self) -> None:
        told = set()
        for language in ("da", "nb", "en"):
            with pytest.raises(WrongType) as refused:
                inspect(b"text", language=language)
            told.add(refused.value.message)
        assert len(told) == 3


class TestCleaning:
    @pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
    def test_where_it_was_taken_stays_behind_and_the_picture_stands_upright(self, format: str) -> None:
        data = with_place(format)
        assert SECRET in data
        kept = inspect(data, language="en")
        assert SECRET not in kept.data
        assert (kept.width, kept.height) == (30, 40)
        assert not Image.open(BytesIO(kept.data)).getexif()

    @pytest.mark.parametrize("format", ["GIF", "WEBP"])
    def test_a_moving_picture_moves_on_without_what_was_hidden_in_it(self, format: str) -> None:
        data = moving(format)
        assert SECRET in data
        kept = inspect(data, language="en")
        assert SECRET not in kept.data
        again = Image.open(BytesIO(kept.data))
        assert getattr(again, "n_frames", 1) == 3

    def test_what_hides_behind_the_picture_is_cut_off(self) -> None:
        kept = inspect(picture() + b"<script>alert(1)</script>", language="en")
        assert b"script" not in kept.data

    def test_see_through_stays_see_through(self) -> None:
        file = BytesIO()
        Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(file, "PNG")
        kept = inspect(file.getvalue(), language="en")
        assert Image.open(BytesIO(kept.data)).convert("RGBA").getpixel((0, 0)) == (0, 0, 0, 0)

    def test_a_very_large_picture_is_made_smaller_in_proportion(self) -> None:
        kept = inspect(picture("JPEG", size=(6000, 3000)), language="en")
        assert kept.width is not None
        assert kept.height is not None
        assert kept.width * kept.height <= KEPT_PIXELS
        assert kept.width / kept.height == pytest.approx(2, abs=0.01)


class TestBombs:
    @pytest.mark.parametrize(("width", "height"), [(60_000, 60_000), (10_000, 9_000), (100_000, 1_000)])
    def test_a_picture_that_would_fill_the_memory_is_not_opened(self, width: int, height: int) -> None:
        data = bomb(width, height)
        assert len(data) < 200
        with pytest.raises(TooManyPixels):
            inspect(data, language="en")

    def test_many_frames_count_together(self) -> None:
        frames = [Image.new("1", (1500, 1500), index % 2) for index in range(30)]
        file = BytesIO()
        frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])
        with pytest.raises(TooManyPixels):
            inspect(file.getvalue(), language="en")
