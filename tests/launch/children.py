"""Small real processes in the place of Rasa, the actions and the api."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from launch.plan import free_port
from launch.processes import Managed

# Answers every request with 200; `quit` at an address ends it by itself.
ANSWERS = """
import http.server, os, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/quit":
            print("I have had enough.", flush=True)
            os._exit(3)
        self.send_response(200)
        self.end_headers()
    def log_message(self, *args):
        pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + ANSWERS
ENDS = "print('I cannot go on.', flush=True); raise SystemExit(7)"
WAITS = "import time; print('Thinking …', flush=True); time.sleep(60)"


def child(folder: Path, script: str, *, name: str = "the child") -> Managed:
    """A process that runs a script, ready when its port answers."""
    port = free_port()
    return Managed(
        name,
        [sys.executable, "-c", script, str(port)],
        f"http://127.0.0.1:{port}/",
        {"PATH": os.environ["PATH"]},
        folder / f"{name}.log",
    )


def is_alive(pid: int) -> bool:
    """Whether a process is there (a zombie is not)."""
    status = Path(f"/proc/{pid}/status")
    try:
        return "State:\tZ" not in status.read_text()
    except FileNotFoundError:
        return False
