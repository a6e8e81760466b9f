"""What can go wrong on purpose with what colleagues work by."""

from api.errors import ApiError


class UnknownThing(ApiError):
    """A label, view, start or reminder that does not exist, or is somebody else's: the caller cannot tell which."""

    code = "not_found"
    status = 404
    message = "There is no such thing."


class NameTaken(ApiError):
    """A label or a start with this name exists; ``fields`` names it."""

    code = "name_taken"
    status = 409
    message = "This name is taken."


class UnknownColour(ApiError):
    """A colour that is not on the palette."""

    code = "invalid_input"
    status = 422
    message = "This colour is not on the palette."


class UnknownVariable(ApiError):
    """A start holds a variable that nothing fills."""

    code = "invalid_input"
    status = 422
    message = "Some variables do not exist."


class NoLabelGiven(ApiError):
    """A label to put on or take off does not exist (any more)."""

    code = "unknown_label"
    status = 422
    message = "There is no such label."


class UnchangedStart(ApiError):
    """A complaint is about something specific, and a canned start is not."""

    code = "unchanged_start"
    status = 422
    message = "This is a canned start as it stands. Somebody who complains is to get an answer of their own."

    def __init__(self) -> None:
        super().__init__(fields={"text": self.message})


class NotAhead(ApiError):
    """A moment that is to come has passed, or lies more than a year ahead."""

    code = "invalid_input"
    status = 422
    message = "Choose a moment in the coming year."


class OnlyLeadsShare(ApiError):
    """A view that everybody sees is made, changed and deleted by a team lead."""

    code = "wrong_role"
    status = 403
    message = "Only a team lead can change a view that everybody sees."


class TooMany(ApiError):
    """Somebody keeps more views or reminders than a page can show."""

    code = "too_many"
    status = 422
    message = "There are too many already. Delete one first."


class WrittenSince(ApiError):
    """A colleague has written to the customer since one began; ``fields`` says who, what, and how far it goes."""

    code = "written_since"
    status = 409
    message = "A colleague has written since you began."

    def __init__(self, *, by: str, text: str, seq: int, count: int) -> None:
        super().__init__(
            f"{by} has written since you began.",
            fields={"by": by, "text": text, "seq": str(seq), "count": str(count)},
        )
