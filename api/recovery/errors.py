"""What can go wrong on purpose with a case, its cause and its letter."""

from api.errors import ApiError


class CaseNotFound(ApiError):
    """Unknown, or erased with its conversation."""

    code = "case_not_found"
    status = 404
    message = "There is no such case."


class CaseClosed(ApiError):
    """All steps are done; it can be reopened."""

    code = "case_closed"
    status = 409
    message = "This case is closed. A team lead can reopen it."


class NotSolved(ApiError):
    """Nobody asks how a solution went that there was not."""

    code = "not_solved"
    status = 409
    message = "The case is followed up once it has been solved."


class CannotOwn(ApiError):
    """Cases are for active colleagues who talk with customers; an agent takes them, a lead may give them."""

    code = "cannot_own"
    status = 422
    message = "This colleague cannot be given the case."


class CauseNotFound(ApiError):
    """Unknown, or merged into another."""

    code = "cause_not_found"
    status = 404
    message = "There is no such cause."


class CauseInactive(ApiError):
    """No longer in use."""

    code = "cause_inactive"
    status = 409
    message = "This cause is no longer in use."


class CauseExists(ApiError):
    """Two causes cannot be called the same; ``fields.id`` is the one that is called so already."""

    code = "cause_exists"
    status = 409
    message = "There is a cause with this name already. Merge the two if they are the same."


class CauseUnnamed(ApiError):
    """A cause needs a name."""

    code = "invalid_input"
    status = 422
    message = "Some fields are not valid."


class LetterRefused(ApiError):
    """The letter cannot be sent as it is; ``fields`` says everything that is in the way, by its code."""

    code = "letter_refused"
    status = 422
    message = "The letter cannot be sent like this."
