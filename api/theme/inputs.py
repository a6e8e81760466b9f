"""How long the parts of an address may be; `api/perimeter.py` refuses characters no database takes."""

from typing import Annotated

from fastapi import Path, Query

_ID_LENGTH = 64

ConversationId = Annotated[str, Path(max_length=_ID_LENGTH)]
ConversationIdQuery = Annotated[str | None, Query(max_length=_ID_LENGTH)]
NameQuery = Annotated[str | None, Query(max_length=200)]
