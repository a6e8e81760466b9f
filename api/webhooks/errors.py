"""What can be wrong with a webhook."""

from api.errors import ApiError


class WebhookNotFound(ApiError):
    """There is no such webhook, or no such delivery."""

    code = "webhook_not_found"
    status = 404
    message = "There is no such webhook."


class WebhookInvalid(ApiError):
    """An address that may not be called, or an event nobody knows; ``fields`` names it."""

    code = "invalid_input"
    status = 422
    message = "Some fields are not valid."


class WebhookOff(ApiError):
    """A webhook that is switched off is told nothing."""

    code = "webhook_off"
    status = 409
    message = "This webhook is switched off."
