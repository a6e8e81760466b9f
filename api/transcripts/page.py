"""The transcript as a page of its own: nothing to load, nothing to run, good to print and to send."""

import hashlib
from base64 import b64encode
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.transcripts.content import Transcript

_STYLE = (
    "body{max-width:42em;margin:2em auto;padding:0 1em;font:15px/1.45 system-ui,sans-serif;color:#1a1b1d}"
    "h1{font-size:24px}h2{margin-top:2em;font-size:15px;border-bottom:1px solid #d8d8d4}"
    "div{margin:1em 0;break-inside:avoid}p{margin:0 0 2px}.quiet{color:#54575b;font-size:13px}"
    ".text{white-space:pre-line;overflow-wrap:anywhere}.system .text{color:#54575b}"
    "@media print{body{margin:0;max-width:none}}"
)
_DIGEST = b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
CONTENT_SECURITY_POLICY = f"default-src 'none'; style-src 'sha256-{_DIGEST}'; sandbox"
_environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def as_page(transcript: Transcript, *, hello: str = "", files_note: str = "") -> str:
    """The transcript as HTML.

    Args:
        hello: A line above it, in an e-mail.
        files_note: A line below it.
    """
    page = _environment.get_template("transcript.html")
    return page.render(transcript=transcript, style=_STYLE, hello=hello, files_note=files_note)
