"""Why signing on with the provider did not work, as the login page tells it."""

from typing import Literal

from api.errors import ApiError

Reason = Literal["stale", "denied", "token", "unverified", "unknown", "inactive"]


class ProviderAway(ApiError):
    """The provider cannot be reached, or answers as none would."""

    code = "provider_away"
    status = 503
    message = "The sign-on service does not answer at the moment."


class SignOnRefused(ApiError):
    """Somebody came back from the provider and is not let in; ``reason`` says why."""

    code = "sign_on_refused"
    status = 403
    message = "Signing on did not work."

    def __init__(self, reason: Reason) -> None:
        super().__init__()
        self.reason = reason
