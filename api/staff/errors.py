"""What can go wrong when staff log in or act: each with its code, status and a message in plain words."""

from api.errors import ApiError


class NotLoggedIn(ApiError):
    """There is no valid staff session."""

    code = "not_logged_in"
    status = 401
    message = "Log in to continue."


class WrongRole(ApiError):
    """The staff member has no access to this part."""

    code = "wrong_role"
    status = 403
    message = "Your account has no access to this part."


class CsrfMismatch(ApiError):
    """An unsafe request came without the token of its session."""

    code = "csrf_mismatch"
    status = 403
    message = "This page is from an earlier login. Reload it and try again."


class WrongCredentials(ApiError):
    """The account is unknown, inactive, or the password is wrong; which of them is not told."""

    code = "wrong_credentials"
    status = 401
    message = "E-mail and password do not match an account."


class TooManyAttempts(ApiError):
    """Too many failed logins from this address or for this account."""

    code = "too_many_attempts"
    status = 429
    message = "Too many failed logins. Wait a few minutes and try again."

    def __init__(self, wait_seconds: int) -> None:
        super().__init__(headers={"Retry-After": str(wait_seconds)})
        self.wait_seconds = wait_seconds


class AccountExists(ApiError):
    """There is an account with this e-mail address already."""

    code = "account_exists"
    status = 409
    message = "There is an account with this e-mail address already."


class UnknownAccount(ApiError):
    """There is no account with this e-mail address."""

    code = "unknown_account"
    status = 404
    message = "There is no account with this e-mail address."


class LoginRedirect(ApiError):
    """A page was asked for without a login; the answer leads to the login page."""

    code = "not_logged_in"
    status = 303
    message = "Log in to continue."

    def __init__(self, location: str) -> None:
        super().__init__(headers={"Location": location, "Cache-Control": "no-store"})


class SecondFactorMissing(ApiError):
    """This installation asks for a second step, and this account has none yet."""

    code = "second_factor_required"
    status = 403
    message = "Set up two-step login on your account page first."


class SecondFactorRequired(ApiError):
    """The second step cannot be turned off here."""

    code = "second_factor_required"
    status = 409
    message = "Everybody here uses two-step login, so it cannot be turned off."


class SecondFactorOn(ApiError):
    """The second step is on already."""

    code = "second_factor_on"
    status = 409
    message = "Two-step login is on already."


class WrongCode(ApiError):
    """The code of the second step is wrong, old, or was used before."""

    code = "wrong_code"
    status = 401
    message = "The code is not right, or was used before."


class LoginExpired(ApiError):
    """Too much time went by between the password and the code."""

    code = "login_expired"
    status = 401
    message = "The login took too long. Begin again."


class WeakPassword(ApiError):
    """The new password is one that others would guess."""

    code = "weak_password"
    status = 422
    message = "Choose another password."

    def __init__(self, weakness: str) -> None:
        super().__init__(fields={"password": weakness})
        self.weakness = weakness


class WrongPassword(ApiError):
    """The present password was typed wrong."""

    code = "wrong_password"
    status = 422
    message = "This is not your present password."


class LinkUsed(ApiError):
    """The link was never made, has expired, or was used."""

    code = "link_used"
    status = 410
    message = "This link no longer works. Ask for a new one."


class NotYourself(ApiError):
    """Somebody tried to take their own way in away."""

    code = "not_yourself"
    status = 409
    message = "Somebody else has to change this on your account."


class Unfit(ApiError):
    """A field of a person's account cannot be so."""

    code = "invalid"
    status = 422
    message = "Look at what you typed."
