"""`python -m bot.runtime`: the Rasa process."""

from __future__ import annotations

import argparse
from pathlib import Path

from bot.runtime.lean_imports import leave_out_training


def main() -> None:
    """Serves the model until stopped."""
    parser = argparse.ArgumentParser(prog="python -m bot.runtime", description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help="the trained model")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=5005)
    parser.add_argument("--credentials", type=Path, default=Path("bot/credentials.yml"))
    parser.add_argument("--endpoints", type=Path, default=Path("bot/endpoints.yml"))
    arguments = parser.parse_args()
    leave_out_training()
    # Only now: importing it imports Rasa.
    from bot.runtime.server import serve

    serve(**vars(arguments))


if __name__ == "__main__":
    main()
