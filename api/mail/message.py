"""How an e-mail is put together: headers, plain words, and the same words as a simple page.

Nothing here builds a header from text by hand: ``email.message`` encodes and folds, and refuses line breaks.
"""

import hashlib
import html
import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

# Written by a person to a person; everything else says that a machine sent it, so that no machine answers.
PERSONAL = frozenset({"letter", "reply"})
# Sent by routine to many: mail programs can sort these, and whoever wants no more of them can say so.
ROUTINE = frozenset({"rating", "evaluation", "follow_up"})
_LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)]")
_PAGE = (
    '<!doctype html><html><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width"></head>'
    '<body style="margin:0;padding:24px;font:16px/1.5 system-ui,sans-serif;color:#1a1a1a;background:#fff">'
    '<div style="max-width:34em;margin:0 auto">{body}</div></body></html>'
)


def compose(
    *,
    id: int,
    kind: str,
    address: str,
    subject: str,
    text: str,
    page: str | None,
    created_at: datetime,
    sender: str,
    reply_to: str | None,
) -> EmailMessage:
    """One e-mail, the same at every attempt: ``Message-ID`` and ``Date`` are those of its place in the outbox.

    Args:
        sender: Who writes, with or without a name: ``Mill & Co <hello@mill.example>``.
        reply_to: Where answers go, when not to the sender.
    """
    message = EmailMessage(policy=SMTP)
    origin = mailbox(sender)
    message["From"] = origin
    message["To"] = mailbox(address)
    if reply_to:
        message["Reply-To"] = mailbox(reply_to)
    message["Subject"] = subject
    message["Date"] = format_datetime(created_at)
    mark = hashlib.sha256(f"{id} {created_at.isoformat()} {kind}".encode()).hexdigest()[:32]
    message["Message-ID"] = f"<{mark}@{origin.domain}>"
    if kind not in PERSONAL:
        message["Auto-Submitted"] = "auto-generated"
        message["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    if kind in ROUTINE:
        message["List-Id"] = f"<{kind}.{origin.domain}>"
        message["List-Unsubscribe"] = f"<mailto:{mailbox(reply_to or sender).addr_spec}?subject=unsubscribe>"
    message.set_content(text)
    message.add_alternative(page or as_page(text), subtype="html")
    return message


def mailbox(written: str) -> Address:
    """A name and an address, with the domain as mail servers write it."""
    name, plain = parseaddr(written)
    local, _, domain = plain.rpartition("@")
    return Address(name, username=local, domain=domain.encode("idna").decode("ascii"))


def as_page(text: str) -> str:
    """The words as paragraphs, with addresses to click on; whatever looks like HTML stays words."""
    paragraphs = (part.strip() for part in re.split(r"\n\s*\n", text.strip()))
    body = "".join(f"<p>{_linked(part)}</p>" for part in paragraphs if part)
    return _PAGE.format(body=body)


def _linked(text: str) -> str:
    parts, end = [], 0
    for link in _LINK.finditer(text):
        target = html.escape(link.group())
        parts += [html.escape(text[end : link.start()]), f'<a href="{target}">{target}</a>']
        end = link.end()
    parts.append(html.escape(text[end:]))
    return "".join(parts).replace("\n", "<br>")
