"""What a key can be good for. A key has what was ticked and nothing else: writing does not include reading."""

from typing import Literal, get_args

Scope = Literal[
    "conversations:read",
    "conversations:write",
    "customers:read",
    "customers:write",
    "webhooks:manage",
    "reports:read",
]
SCOPES: tuple[Scope, ...] = get_args(Scope)
