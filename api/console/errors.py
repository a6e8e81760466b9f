"""What can go wrong in the console besides what goes wrong in a conversation."""

from api.conversations.errors import TakenByAnother


class HeldBy(TakenByAnother):
    """A colleague has the conversation; `fields.holder` is their name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} has this conversation.", fields={"holder": name})
