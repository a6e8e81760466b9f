"""A small stand-in for the visitor's API, so that the widget's behaviour can be tried in every state.

It keeps one conversation per start, answers each message at once, and lets a test take over as a person,
close, lose the connection, or fail on purpose.
"""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response, StreamingResponse

from api.chat.widget_files import WidgetFiles

STATIC = Path(__file__).parents[2] / "api" / "chat" / "static"
GREETING = (
    "Hej, jeg er en bot. Skriv »et menneske«, hvis du hellere vil det. Hvad skal kaffen gøre for din dag?"
)
HOSTILE_CSS = "html{font-size:62.5%} button{display:none!important} *{letter-spacing:9px;color:red}"
PAGE = """<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>Site</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/site.css">
</head><body><h1>A site</h1><a href="/other" id="other">Next page</a>
<script src="/widget/kundedialog.js" type="module" defer {attributes}></script></body></html>"""
Json = dict[str, Any]


@dataclass
class Conversation:
    """One visitor's conversation and everything that was called about it."""

    id: str
    token: str
    state: str = "bot"
    agent: str | None = None
    wait: Json | None = None
    language: str = "da"
    read_seq: int | None = None
    seq: int = 1
    messages: list[Json] = field(default_factory=list)
    calls: list[tuple[str, Json]] = field(default_factory=list)
    files: dict[str, tuple[Json, bytes]] = field(default_factory=dict)
    streams: list[asyncio.Queue[str | None]] = field(default_factory=list)

    def standing(self) -> Json:
        wait = self.wait if self.state == "queued" else None
        return {"state": self.state, "agent": self.agent, "wait": wait, "language": self.language}

    def say(self, author: str, text: str, **more: Any) -> Json:
        self.seq += 1
        message = {
            "id": self.seq,
            "seq": self.seq,
            "author": author,
            "name": None,
            "text": text,
            "buttons": [],
        }
        message |= {"client_message_id": None, "created_at": datetime.now(UTC).isoformat(), **more}
        self.messages.append(message)
        self.tell("message", message, seq=self.seq)
        return message

    def tell(self, name: str, data: Json, *, seq: int | None = None) -> None:
        for queue in self.streams:
            queue.put_nowait(sse(name, data, seq=seq))

    def called(self, name: str) -> list[Json]:
        return [body for call, body in self.calls if call == name]


def sse(name: str, data: Json, *, seq: int | None = None) -> str:
    number = f"id: {seq}\n" if seq is not None else ""
    return f"{number}event: {name}\ndata: {json.dumps(data)}\n\n"


class FakeChat:
    """The server, in a thread of its own. Tests steer it through :meth:`do` and the attributes."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.conversations: dict[str, Conversation] = {}
        self.open = True
        self.failures = 0
        self.rating_trouble = ""
        self.attributes = 'data-locale="da"'
        self.requests: list[str] = []
        self.upload_seconds = 0.0
        self._loop = asyncio.new_event_loop()
        config = uvicorn.Config(self._app(), port=port, log_level="error", timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._server.serve(),))

    def __enter__(self) -> "FakeChat":
        self._thread.start()
        while not self._server.started:
            threading.Event().wait(0.02)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(10)

    @property
    def last(self) -> Conversation:
        return list(self.conversations.values())[-1]

    def reset(self) -> None:
        self.conversations.clear()
        self.requests.clear()
        self.upload_seconds, self.rating_trouble = 0.0, ""
        self.open, self.failures, self.attributes = True, 0, 'data-locale="da"'

    def do(self, action: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(action, self._loop).result(5)

    def say(self, author: str, text: str, **more: Any) -> None:
        async def action() -> None:
            self.last.say(author, text, **more)

        self.do(action())

    def become(self, **standing: Any) -> None:
        """Change the state, the agent or the wait, and tell it."""

        async def action() -> None:
            for name, value in standing.items():
                setattr(self.last, name, value)
            self.last.tell("state", self.last.standing())

        self.do(action())

    def read(self) -> None:
        """The person who has the conversation has read all of it."""

        async def action() -> None:
            self.last.read_seq = self.last.seq
            self.last.tell("read", {"read_seq": self.last.seq})

        self.do(action())

    def tell(self, name: str, data: Json) -> None:
        async def action() -> None:
            self.last.tell(name, data)

        self.do(action())

    def cut(self) -> None:
        """End every stream of the conversation."""

        async def action() -> None:
            for queue in self.last.streams:
                queue.put_nowait(None)

        self.do(action())

    def _app(self) -> FastAPI:
        app = FastAPI()
        at = "/api/chat/conversations"
        app.get("/")(self._page)
        app.get("/other")(self._page)
        app.get("/site.css")(lambda: PlainTextResponse(HOSTILE_CSS, media_type="text/css"))
        app.get("/favicon.ico")(lambda: Response(status_code=204))
        app.get("/api/chat/config")(self._config)
        app.post(at, status_code=201)(self._start)
        app.post(f"{at}/{{id}}/messages")(self._send)
        app.get(f"{at}/{{id}}/messages")(self._history)
        app.get(f"{at}/{{id}}/stream")(self._stream)
        app.get(f"{at}/{{id}}/transcript")(self._transcript)
        app.post(f"{at}/{{id}}/transcript", status_code=202)(self._mail)
        app.post(f"{at}/{{id}}/attachments", status_code=201)(self._upload)
        app.get(f"{at}/{{id}}/attachments/{{file}}")(self._file)
        app.delete(f"{at}/{{id}}/attachments/{{file}}", status_code=204)(self._drop_file)
        app.post(f"{at}/{{id}}/{{call}}")(self._call)
        app.delete(f"{at}/{{id}}")(self._erase)
        app.mount("/widget", WidgetFiles(STATIC))
        return app

    def _page(self, lang: str = "da") -> HTMLResponse:
        page = PAGE.format(lang=lang, attributes=self.attributes)
        return HTMLResponse(page, headers={"Content-Security-Policy": "default-src 'self'"})

    def _config(self, locale: str) -> Json:
        self.requests.append("config")
        return {
            **{"name": "Koppeholm", "bot_name": "Koppeholms bot", "accent": "#2f5d50", "language": locale},
            **{"languages": ["da", "nb", "en"], "open": self.open, "privacy": "Gemmes i 365 dage."},
            "opens_at": None if self.open else "2126-11-23T08:00:00Z",
            "timezone": "Europe/Copenhagen",
            "attachment_bytes": 10 * 1024 * 1024,
            "texts": {"rate_question": "Fik du hjælp?", "rated_good": "Tak for ordene.", "rated_bad": "Tak."},
        }

    async def _start(self, request: Request) -> JSONResponse:
        if self._fails():
            return error(503)
        conversation = Conversation(id=f"c{len(self.conversations)}", token=f"t{len(self.conversations)}")
        self.conversations[conversation.id] = conversation
        conversation.calls.append(("start", await request.json()))
        conversation.say("bot", GREETING)
        known = {"id": conversation.id, "token": conversation.token, "messages": conversation.messages}
        return JSONResponse({**known, **conversation.standing()}, 201)

    async def _send(self, id: str, request: Request) -> JSONResponse:
        body = await request.json()
        conversation = self._admit(id, request)
        if conversation is None or self._fails():
            return error(401 if conversation is None else 503)
        conversation.calls.append(("messages", body))
        if body.get("text") == "nej":
            return error(422, "Det kan vi ikke tage imod.")
        sent = {"client_message_id": body["client_message_id"]}
        known = [m for m in conversation.messages if m["client_message_id"] == sent["client_message_id"]]
        if not known:
            sent["attachments"] = [conversation.files[one][0] for one in body.get("attachments", [])]
            text = body["text"] if "text" in body else self._title(conversation, body)
            message = conversation.say("visitor", text, **sent)
            replies = self._replies(conversation, body)
        else:
            message, replies = known[0], []
        return JSONResponse({"message": message, "replies": replies, **conversation.standing()})

    def _replies(self, conversation: Conversation, body: Json) -> list[Json]:
        if conversation.state == "assigned":
            return []
        if body.get("payload") == "/request_human":
            opens_at = None if self.open else "2126-11-23T08:00:00Z"
            conversation.state = "queued"
            conversation.wait = {"minutes": 4 if self.open else None, "open": self.open, "opens_at": opens_at}
            return [conversation.say("system", "Vi har fået besked.")]
        conversation.state = "bot"
        buttons = [{"title": "Ja, netop", "payload": "/affirm"}, {"title": "Ikke helt", "payload": "/deny"}]
        return [conversation.say("bot", f"Du skrev: {body.get('text')}", buttons=buttons)]

    def _history(self, id: str, request: Request) -> JSONResponse:
        conversation = self._admit(id, request)
        if conversation is None:
            return error(401)
        history = {"messages": conversation.messages, "read_seq": conversation.read_seq}
        return JSONResponse({**history, **conversation.standing()})

    def _transcript(self, id: str, format: str, request: Request) -> Response:
        conversation = self._admit(id, request)
        if conversation is None:
            return error(401)
        lines = [f"{message['author']}: {message['text']}" for message in conversation.messages]
        return PlainTextResponse("\n".join([format, *lines]))

    def _mail(self, id: str, request: Request) -> JSONResponse:
        conversation = self._admit(id, request)
        if conversation is None:
            return error(401)
        given = [body["email"] for body in conversation.called("contact")]
        return (
            JSONResponse({"address": given[-1]}, 202)
            if given
            else error(409, "Skriv først en e-mailadresse.")
        )

    async def _upload(self, id: str, request: Request) -> JSONResponse:
        conversation = self._admit(id, request)
        if conversation is None:
            return error(401)
        data, name = await request.body(), unquote(request.headers["file-name"])
        await asyncio.sleep(self.upload_seconds)
        if name.startswith("nej"):
            return error(415, "Den slags fil kan vi ikke tage imod.")
        picture = not name.endswith(".pdf")
        file: Json = {"id": f"{len(conversation.files):032x}", "name": name, "size": len(data)}
        file |= {"media_type": "image/png" if picture else "application/pdf"}
        file |= {"width": 300, "height": 200} if picture else {"width": None, "height": None}
        conversation.files[file["id"]] = (file, data)
        return JSONResponse(file, 201)

    def _file(self, id: str, file: str, request: Request) -> Response:
        conversation = self._admit(id, request)
        if conversation is None or file not in conversation.files:
            return error(404)
        facts, data = conversation.files[file]
        return Response(data, media_type=facts["media_type"], headers={"Cache-Control": "no-store"})

    def _drop_file(self, id: str, file: str, request: Request) -> Response:
        conversation = self._admit(id, request)
        if conversation is None or conversation.files.pop(file, None) is None:
            return error(404)
        return Response(status_code=204)

    async def _stream(self, id: str, request: Request) -> Response:
        conversation = self._admit(id, request)
        if conversation is None:
            return error(401)
        after = int(request.headers["last-event-id"])
        missed = [m for m in conversation.messages if m["seq"] > after]
        queue: asyncio.Queue[str | None] = asyncio.Queue()
        conversation.streams.append(queue)

        async def events() -> AsyncIterator[str]:
            yield sse("state", conversation.standing())
            if conversation.read_seq:
                yield sse("read", {"read_seq": conversation.read_seq})
            for message in missed:
                yield sse("message", message, seq=message["seq"])
            try:
                while (event := await queue.get()) is not None:
                    yield event
            finally:
                conversation.streams.remove(queue)

        return StreamingResponse(events(), media_type="text/event-stream")

    async def _call(self, id: str, call: str, request: Request) -> Response:
        conversation = self._admit(id, request)
        if conversation is None:
            return error(401)
        body = await request.json()
        if call == "rating" and self.rating_trouble:
            return error(409, code=self.rating_trouble)
        conversation.calls.append((call, body))
        if call == "close":
            conversation.state = "closed"
        if call == "language":
            conversation.language = body["language"]
        return (
            JSONResponse(conversation.standing())
            if call in ("close", "language")
            else Response(status_code=204)
        )

    def _erase(self, id: str, request: Request) -> Response:
        if self._admit(id, request) is None:
            return error(401)
        del self.conversations[id]
        return Response(status_code=204)

    def _admit(self, id: str, request: Request) -> Conversation | None:
        self.requests.append(request.url.path)
        conversation = self.conversations.get(id)
        known = (
            conversation is not None and request.headers["authorization"] == f"Bearer {conversation.token}"
        )
        return conversation if known else None

    def _fails(self) -> bool:
        self.failures -= 1
        return self.failures >= 0

    @staticmethod
    def _title(conversation: Conversation, body: Json) -> str:
        offered = [button for message in conversation.messages for button in message["buttons"]]
        titles = [button["title"] for button in offered if button["payload"] == body["payload"]]
        return str(titles[-1]) if titles else "Jeg vil gerne tale med et menneske"


def error(status: int, message: str = "No.", *, code: str = "refused") -> JSONResponse:
    headers = {"Retry-After": "1"} if status == 503 else None
    return JSONResponse({"error": {"code": code, "message": message}}, status, headers=headers)
