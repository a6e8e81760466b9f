"""What can go wrong on purpose in a conversation."""

from api.errors import ApiError


class NotSignedIn(ApiError):
    """No token, or one that belongs to no conversation."""

    code = "unauthorized"
    status = 401
    message = "The token of this conversation is missing or not valid."

    def __init__(self) -> None:
        super().__init__(headers={"WWW-Authenticate": "Bearer"})


class TooManyConversations(ApiError):
    """One network address begins more conversations than anybody needs."""

    code = "too_many_conversations"
    status = 429
    message = "Too many conversations were started from this address. Please try again in a moment."

    def __init__(self, wait_seconds: int) -> None:
        super().__init__(headers={"Retry-After": str(wait_seconds)})


class ConversationNotFound(ApiError):
    """Unknown, erased, or somebody else's: the caller cannot tell which."""

    code = "conversation_not_found"
    status = 404
    message = "There is no such conversation."


class MessageEmpty(ApiError):
    """Nothing is left of the text once it is cleaned."""

    code = "message_empty"
    status = 422
    message = "The message is empty."


class MessageTooLong(ApiError):
    """More than the 4000 characters a message may have; the message is in the visitor's language."""

    code = "message_too_long"
    status = 422
    message = "The message is too long."


class MessageConflict(ApiError):
    """The same ``client_message_id`` came with different words."""

    code = "message_conflict"
    status = 409
    message = "This client_message_id was already used for another message."


class IdentityNotConfigured(ApiError):
    """An identity token was sent to an installation that cannot check it."""

    code = "identity_not_configured"
    status = 422
    message = "This installation does not accept identity tokens: KUNDEDIALOG_IDENTITY_SECRET is not set."


class IdentityInvalid(ApiError):
    """The identity token is not signed by the business, has expired, or lacks ``sub`` or ``exp``."""

    code = "identity_invalid"
    status = 422
    message = "The identity token is not valid."


class ContactInvalid(ApiError):
    """A contact field cannot be what it says; ``fields`` names it."""

    code = "invalid_input"
    status = 422
    message = "Some fields are not valid."


class NotClosed(ApiError):
    """A conversation is rated after it has been closed."""

    code = "not_closed"
    status = 409
    message = "A conversation can be rated when it has been closed."


class AlreadyRated(ApiError):
    """A conversation is rated once."""

    code = "already_rated"
    status = 409
    message = "This conversation has already been rated."


class RatingLocked(ApiError):
    """Ratings are taken for 14 days after closing."""

    code = "rating_locked"
    status = 409
    message = "It is more than 14 days since this conversation was closed."


class ConversationClosed(ApiError):
    """Nothing more can be done with it before the visitor writes again."""

    code = "conversation_closed"
    status = 409
    message = "This conversation is closed."


class TakenByAnother(ApiError):
    """A colleague has the conversation."""

    code = "taken_by_another"
    status = 409
    message = "A colleague has this conversation."


class NotAssigned(ApiError):
    """The action needs a conversation that a person has."""

    code = "not_assigned"
    status = 409
    message = "Take the conversation first."


class NotFromElsewhere(ApiError):
    """In a chat visitors write themselves; nobody does it for them."""

    code = "not_from_elsewhere"
    status = 409
    message = "This conversation is a chat: only the visitor can write in it."


class NoBotHere(ApiError):
    """The bot answers in the chat only."""

    code = "no_bot_here"
    status = 409
    message = "The bot answers in the chat only."


class UnknownChoice(ApiError):
    """A resolution, outcome, line or persona that does not exist; ``fields`` names it."""

    code = "invalid_input"
    status = 422
    message = "Some fields are not valid."
