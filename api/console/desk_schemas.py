"""What the calls about working aids take and answer."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Path
from pydantic import AwareDatetime, BaseModel, Field

from api.console.schemas import ClientId
from api.conversations.schemas import Language
from api.desk.filters import Filters
from api.desk.models import Label
from api.desk.palette import colour_of
from api.desk.presence import Doing, Present

MOST_AT_ONCE = 100
Id = Annotated[int, Field(ge=1, le=2_000_000_000)]
RowId = Annotated[int, Path(ge=1, le=2_000_000_000)]
Priority = Annotated[int, Field(ge=0, le=2)]
ConversationIds = Annotated[
    list[Annotated[str, Field(max_length=64)]], Field(min_length=1, max_length=MOST_AT_ONCE)
]


class NewLabel(BaseModel):
    """A label: its name, and a colour of the palette."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    colour: Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]


class LabelChoice(BaseModel):
    """Labels to put on and to take off."""

    on: list[Id] = Field(default=[], max_length=20)
    off: list[Id] = Field(default=[], max_length=20)


class PriorityChoice(BaseModel):
    """0 usual, 1 high, 2 urgent."""

    priority: Priority


class Until(BaseModel):
    """When a conversation is to come back."""

    until: AwareDatetime


class NewReminder(BaseModel):
    """When one wants to be told, and of what."""

    at: AwareDatetime
    text: Annotated[str, Field(max_length=300)] | None = None


class NewStart(BaseModel):
    """A canned start; the shortcut is typed after a slash."""

    shortcut: Annotated[str, Field(pattern=r"^[a-z0-9æøå][a-z0-9æøå_-]*$", max_length=40)]
    language: Language
    text: Annotated[str, Field(max_length=8000)]


class NewView(BaseModel):
    """A view to keep; everybody's when shared."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    filters: Filters
    shared: bool = False


class Here(BaseModel):
    """A sign of life from an open page, whose own id tells it from one's other pages."""

    page: ClientId
    doing: Doing = "looking"


class BulkMarks(BaseModel):
    """What to do to many conversations; whatever is left out stays as it is."""

    ids: ConversationIds
    on: list[Id] = Field(default=[], max_length=20)
    off: list[Id] = Field(default=[], max_length=20)
    priority: Priority | None = None
    snooze_until: AwareDatetime | None = None
    wake: bool = False
    close_as: Annotated[str, Field(max_length=20)] | None = None
    outcome: Annotated[str, Field(max_length=20)] = "service"


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A label as it is shown: its tone on light grounds and on dark ones, and what the palette calls both."""

    id: int
    name: str
    colour: str
    colour_dark: str
    tone: str | None


@dataclass(frozen=True, kw_only=True)
class LabelOut(Mark):
    """A label and how many conversations have it."""

    conversations: int


@dataclass(frozen=True, kw_only=True)
class ColourOut:
    """A colour a label may have."""

    name: str
    light: str
    dark: str


@dataclass(frozen=True, kw_only=True)
class LabelsOut:
    """Every label and the palette."""

    labels: tuple[LabelOut, ...]
    palette: tuple[ColourOut, ...]
    may_change: bool


@dataclass(frozen=True, kw_only=True)
class PresetOut:
    """A moment one often wants, in words."""

    name: str
    words: str
    until: datetime
    when: str


@dataclass(frozen=True, kw_only=True)
class ReminderOut:
    """A reminder; `due` when its moment has come."""

    id: int
    conversation_id: str
    who: str
    at: datetime
    when: str
    text: str | None
    due: bool


@dataclass(frozen=True, kw_only=True)
class MentionOut:
    """A note one is named in and has not seen."""

    conversation_id: str
    seq: int
    who: str
    by: str
    text: str | None
    at: datetime
    when: str


@dataclass(frozen=True, kw_only=True)
class ToDo:
    """What asks for one's attention: reminders by their moment, mentions the newest first."""

    reminders: tuple[ReminderOut, ...]
    mentions: tuple[MentionOut, ...]
    due: int


@dataclass(frozen=True, kw_only=True)
class StartOut:
    """A canned start as it is kept."""

    id: int
    shortcut: str
    language: str
    text: str
    updated_at: datetime


@dataclass(frozen=True, kw_only=True)
class StartsOut:
    """The canned starts, and which variables one may use."""

    starts: tuple[StartOut, ...]
    variables: tuple[str, ...]
    may_change: bool


@dataclass(frozen=True, kw_only=True)
class FilledOut:
    """A start filled for a conversation; `missing` names, in words, what could not be filled in."""

    id: int
    shortcut: str
    language: str
    text: str
    missing: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Aids:
    """What stands around an open conversation besides the talk itself."""

    priority: int
    priority_words: str
    labels: tuple[Mark, ...]
    snoozed_until: datetime | None
    snoozed_words: str | None
    presets: tuple[PresetOut, ...]
    reminders: tuple[ReminderOut, ...]
    present: tuple[Present, ...]
    may_snooze: bool
    complaint: bool


@dataclass(frozen=True, kw_only=True)
class HereOut:
    """The colleagues who have the conversation open."""

    present: tuple[Present, ...]
    sign_every_seconds: float


@dataclass(frozen=True, kw_only=True)
class DroppedOut:
    """A filter of a saved view that no longer means anything, with a sentence that says so."""

    field: str
    value: str | None
    note: str


@dataclass(frozen=True, kw_only=True)
class ViewOut:
    """A saved view as it can be used now."""

    id: int
    name: str
    shared: bool
    may_change: bool
    filters: Filters
    dropped: tuple[DroppedOut, ...]
    count: int


def mark_of(label: Label) -> Mark:
    """Return a label with both its tones; a colour that has left the palette is used for both."""
    colour = colour_of(label.colour)
    dark = colour.dark if colour else label.colour
    tone = colour.name if colour else None
    return Mark(id=label.id, name=label.name, colour=label.colour, colour_dark=dark, tone=tone)


def label_out(label: Label, *, conversations: int) -> LabelOut:
    """Return a label with how many conversations have it."""
    return LabelOut(**asdict(mark_of(label)), conversations=conversations)
