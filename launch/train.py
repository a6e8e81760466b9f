"""`make train`: trains the model if it is missing or older than what it is made from."""

from __future__ import annotations

import os
import sys
import time

from launch import model
from launch.command import command
from launch.plan import make_plan


def main() -> int:
    """0 when there is a current model at the end."""
    plan = make_plan(os.environ)
    if model.is_current(plan):
        sys.stdout.write("The trained model is current.\n")
        return 0
    start = time.monotonic()
    model.train(plan)
    sys.stdout.write(f"The model is trained ({time.monotonic() - start:.0f} s).\n")
    return 0


if __name__ == "__main__":
    sys.exit(command(main))
