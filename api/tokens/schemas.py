"""The shapes of keys."""

from datetime import datetime

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from api.tokens.scopes import Scope


class NewToken(BaseModel):
    """A key to be made. Its name is what customers and colleagues see where it writes."""

    model_config = ConfigDict(str_strip_whitespace=True)

    name: str = Field(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f\x7f]+$", examples=["Zendesk"])
    scopes: list[Scope] = Field(min_length=1, max_length=10)
    expires_at: AwareDatetime | None = None


class TokenOut(BaseModel):
    """A key as it can be shown: ``hint`` is how it begins."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str
    hint: str
    scopes: list[str]
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None
    revoked_at: datetime | None
    usable: bool


class TokenMade(TokenOut):
    """A key with its words, which are shown this once."""

    token: str
