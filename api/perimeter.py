"""What surrounds every request: a size limit, security headers, and CORS for the widget only."""

import re
from collections.abc import MutableMapping
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import error_body
from api.settings import Settings

BODY_BYTES = 64 * 1024
_EMBEDDED = ("/api/chat/", "/widget/")
# Files are read by the route itself, a piece at a time and no further than a file may reach.
_FILES = re.compile(r"/api/(chat|console)/conversations/[^/]+/attachments")


class BodyLimit:
    """Answers 413 to bodies above ``limit`` bytes before the app sees them, whatever their header says.

    A file has a limit of its own (``file_limit``), and is not read before the app wants it.
    """

    def __init__(self, app: ASGIApp, *, limit: int = BODY_BYTES, file_limit: int = 0) -> None:
        self._app = app
        self._limit = limit
        self._file_limit = file_limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self._app(scope, receive, send)
            return
        if self._file_limit and _FILES.fullmatch(scope["path"]):
            await self._app(scope, _stopping(receive, self._file_limit), send)
            return
        length = Headers(scope=scope).get("content-length", "")
        body = None if length.isdigit() and int(length) > self._limit else await self._read(receive)
        if body is None:
            message = f"The body is larger than {self._limit // 1024} KiB."
            await JSONResponse(error_body("body_too_large", message), 413)(scope, receive, send)
            return
        await self._app(scope, _replay(body, receive), send)

    async def _read(self, receive: Receive) -> list[Message] | None:
        seen, size = [], 0
        while True:
            message = await receive()
            seen.append(message)
            size += len(message.get("body", b""))
            if size > self._limit:
                return None
            if message["type"] != "http.request" or not message.get("more_body", False):
                return seen


class CleanAddress:
    """Keeps NUL characters out, which no text of a database can hold: nothing is at such a path, and a query is
    read without them.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and "\0" in scope["path"]:
            body = error_body("not_found", "There is nothing at an address with a NUL character.")
            await JSONResponse(body, 404)(scope, receive, send)
            return
        if scope["type"] == "http" and b"%00" in scope["query_string"]:
            scope = {**scope, "query_string": scope["query_string"].replace(b"%00", b"")}
        await self._app(scope, receive, send)


class SecurityHeaders:
    """Adds the headers that a page did not set itself."""

    def __init__(self, app: ASGIApp, *, settings: Settings) -> None:
        self._app = app
        policy = (
            "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
            f"form-action 'self'; frame-ancestors {settings.frame_ancestors}"
        )
        self._headers = {
            "Content-Security-Policy": policy,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "strict-origin-when-cross-origin",
            "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
        }
        if settings.behind_https:
            self._headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        cache = "no-store" if scope["path"].startswith("/api/") else "no-cache"

        async def with_headers(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in {**self._headers, "Cache-Control": cache}.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, with_headers)


class EmbeddedCors:
    """Lets other sites read the chat API and the widget's files; nothing else, and no cookies."""

    def __init__(self, app: ASGIApp, *, settings: Settings) -> None:
        self._app = app
        self._open = CORSMiddleware(
            app,
            allow_origins=settings.allowed_origins,
            allow_methods=("GET", "POST", "DELETE"),
            allow_headers=("Authorization", "Content-Type", "File-Name", "Last-Event-ID"),
            expose_headers=("Retry-After",),
            max_age=3600,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        embedded = scope["type"] == "http" and scope["path"].startswith(_EMBEDDED)
        await (self._open if embedded else self._app)(scope, receive, send)


def _replay(seen: list[Message], receive: Receive) -> Receive:
    waiting = iter(seen)

    async def again() -> Message:
        return next(waiting, None) or await receive()

    return again


def _stopping(receive: Receive, limit: int) -> Receive:
    """Gives on no more than ``limit`` bytes and the one piece that is too much: whoever reads on, reads nothing."""
    size = 0

    async def next_piece() -> Message:
        nonlocal size
        if size > limit:
            return {"type": "http.disconnect"}
        message = await receive()
        size += len(message.get("body", b""))
        return message

    return next_piece
