"""What can be wrong with an e-mail before it has left the house."""

from api.errors import ApiError


class BadAddress(ApiError):
    """The address cannot be one of a person."""

    code = "bad_address"
    status = 422
    message = "This is not an e-mail address that can be written to."
