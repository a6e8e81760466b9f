"""What can go wrong in the calls of other systems besides what goes wrong in a conversation or with a customer."""

from api.errors import ApiError


class CursorInvalid(ApiError):
    """The cursor is none that was given out."""

    code = "invalid_input"
    status = 422
    message = "Some fields are not valid."

    def __init__(self) -> None:
        super().__init__(fields={"cursor": "Send the cursor of an earlier answer, unchanged."})
