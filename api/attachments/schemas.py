"""The shape of a file in the APIs."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

AT_MOST = 5
AttachmentId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
AttachmentIds = Annotated[list[AttachmentId], Field(max_length=AT_MOST)]


class AttachmentOut(BaseModel):
    """A file; its bytes are at ``…/attachments/{id}``. ``width`` and ``height`` are those of a picture."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    name: str
    media_type: str
    size: int
    width: int | None = None
    height: int | None = None
