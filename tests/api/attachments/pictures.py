"""Files to send: pictures that tell too much, pictures that are none, and documents."""

import struct
import zlib
from io import BytesIO
from typing import Any

import httpx
from PIL import Image

from tests.api.conftest import Visitor

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
SECRET = b"55.6761,12.5683"


def picture(format: str = "PNG", *, size: tuple[int, int] = (40, 30), **more: Any) -> bytes:
    """A picture in one colour."""
    file = BytesIO()
    Image.new("RGB", size, "teal").save(file, format, **more)
    return file.getvalue()


def with_place(format: str) -> bytes:
    """A picture that says where it was taken and is to be turned by a quarter."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = SECRET.decode()
    exif.get_ifd(0x8825)[1] = "N"
    return picture(format, exif=exif)


def moving(format: str) -> bytes:
    """A picture of three frames with something hidden in it."""
    frames = [Image.new("RGB", (20, 10), colour) for colour in ("red", "green", "blue")]
    file = BytesIO()
    more: dict[str, Any] = {"comment": SECRET} if format == "GIF" else {"xmp": SECRET}
    frames[0].save(
        file, format, save_all=True, append_images=frames[1:], duration=[50, 60, 70], loop=0, **more
    )
    return file.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims to be huge."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 64)), (b"IEND", b"")]
    packed = [
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


async def upload(visitor: Visitor, data: bytes, *, name: str = "kvern.png") -> httpx.Response:
    """Send a file for a message still to be written."""
    headers = {**visitor.headers, "File-Name": name}
    return await visitor.client.post(f"{visitor.path}/attachments", content=data, headers=headers)


async def uploaded(visitor: Visitor, data: bytes | None = None, *, name: str = "kvern.png") -> str:
    """The id of a file that has been taken."""
    response = await upload(visitor, picture() if data is None else data, name=name)
    assert response.status_code == 201, response.text
    return str(response.json()["id"])


async def send(visitor: Visitor, *ids: str, text: str | None = None, key: str = "file-1") -> httpx.Response:
    """Send a message with files."""
    body: dict[str, Any] = {"client_message_id": key, "attachments": list(ids)}
    return await visitor.post("messages", **(body if text is None else {**body, "text": text}))
