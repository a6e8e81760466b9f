"""What can go wrong when conversations are shared out."""

from api.errors import ApiError


class ColleagueNotFound(ApiError):
    """Nobody who works with conversations has this id."""

    code = "colleague_not_found"
    status = 404
    message = "There is no such colleague."


class ColleagueAway(ApiError):
    """A conversation is not given to somebody who would not see it; ``fields.staff_id`` is their name."""

    code = "colleague_away"
    status = 409

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} is away. Choose a colleague who is there, or a line or team.", fields={"staff_id": name}
        )


class TeamNotFound(ApiError):
    """There is no team with this id."""

    code = "team_not_found"
    status = 404
    message = "There is no such team."


class TeamExists(ApiError):
    """There is a team with this name already."""

    code = "team_exists"
    status = 409
    message = "There is a team with this name already."


class NameMissing(ApiError):
    """Nothing is left of a team's name once it is cleaned."""

    code = "invalid_input"
    status = 422
    message = "Give the team a name."


class ReasonMissing(ApiError):
    """Whoever passes a conversation to a higher line says why."""

    code = "reason_missing"
    status = 422
    message = "Say in a few words why a higher line is needed."

    def __init__(self) -> None:
        super().__init__(fields={"reason": self.message})


class DestinationMissing(ApiError):
    """A conversation is passed on to nobody."""

    code = "destination_missing"
    status = 422
    message = "Choose a line, a team or a colleague."


class NotInTheQueue(ApiError):
    """The bot has it, and nobody has asked for a person."""

    code = "not_in_the_queue"
    status = 409
    message = "The bot has this conversation. Take it first."
