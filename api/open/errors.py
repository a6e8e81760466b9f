"""What can go wrong in the calls of other systems besides what goes wrong in a conversation."""

from api.errors import ApiError


class CursorInvalid(ApiError):
    """The cursor is none that was given out."""

    code = "invalid_input"
    status = 422
    message = "Some fields are not valid."

    def __init__(self) -> None:
        super().__init__(fields={"cursor": "Send the cursor of an earlier answer, unchanged."})


class CustomerNotFound(ApiError):
    """The business has never named such a customer in a conversation."""

    code = "customer_not_found"
    status = 404
    message = "There is no such customer."
