"""What the calls about transcripts take and answer."""

from typing import Literal

from pydantic import BaseModel

Format = Literal["text", "html"]


class MailedTo(BaseModel):
    """Where the transcript is on its way to."""

    address: str
