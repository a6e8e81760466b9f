"""Serves the widget small: comments, indentation and most line ends stay here; the rest travels compressed.

The sources are plain modules that a browser runs as they are; there is no build. Each file is read again
when it has changed, so that an edit is seen at the next load, and browsers ask with its ETag.
"""

import gzip
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

_KINDS = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
_COMMENT = re.compile(r"^[ \t]*/\*.*?\*/[ \t]*\n", re.DOTALL | re.MULTILINE)
_SPACE_IN_CSS = re.compile(r"\s*([{};])\s*|(?<=[a-z-])(:)\s+|(,)\n")
# Where a line ends open or the next one closes, the break says nothing; nor does a comma before it.
_LINE_END = re.compile(r",?\n(?=[\])}])|(?<=[\[({,;])\n")
_INDENTATION = re.compile(r"^[ \t]+|\n(?=[ \t]*\n)", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class _File:
    changed_ns: int
    tag: str
    plain: bytes
    packed: bytes


class WidgetFiles:
    """The files below ``directory``, as an app to mount."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory.resolve()
        self._known: dict[Path, _File] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        if request.method not in ("GET", "HEAD"):
            raise HTTPException(405)
        path = self._directory / scope["path"].removeprefix(scope.get("root_path", "")).lstrip("/")
        kind = _KINDS.get(path.suffix)
        if kind is None or "\0" in scope["path"] or not path.resolve().is_relative_to(self._directory):
            raise HTTPException(404)
        file = await run_in_threadpool(self._read, path)
        await _answer(file, kind, request)(scope, receive, send)

    def _read(self, path: Path) -> _File:
        try:
            changed_ns = path.stat().st_mtime_ns
            known = self._known.get(path)
            if known is None or known.changed_ns != changed_ns:
                plain = compact(path.read_text(encoding="utf-8"), css=path.suffix == ".css").encode()
                tag = f'W/"{hashlib.sha256(plain).hexdigest()[:16]}"'
                packed = gzip.compress(plain, 9, mtime=0)
                known = self._known[path] = _File(changed_ns=changed_ns, tag=tag, plain=plain, packed=packed)
        except OSError as error:
            raise HTTPException(404) from error
        return known


def compact(source: str, *, css: bool = False) -> str:
    """The source without the comments that begin a line, without indentation and without needless line ends.

    Of a style sheet, no more space is kept than it needs.
    """
    short = _INDENTATION.sub("", _COMMENT.sub("", source)).lstrip()
    if not css:
        return _LINE_END.sub("", short)
    return _SPACE_IN_CSS.sub(lambda found: found[1] or found[2] or found[3], short).replace(";}", "}")


def _answer(file: _File, kind: str, request: Request) -> Response:
    headers = {
        "ETag": file.tag,
        "Cache-Control": "public, max-age=300",
        "Vary": "Accept-Encoding",
    }
    if file.tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(file.plain, headers=headers, media_type=kind)
    return Response(file.packed, headers={**headers, "Content-Encoding": "gzip"}, media_type=kind)
