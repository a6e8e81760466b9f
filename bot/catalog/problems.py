"""What is wrong in a catalog, told so that the owner of the words finds the place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One mistake: the file, the id of the item ("" outside items), the line (from 1), what is wrong."""

    file: str
    item: str
    line: int
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line} {self.item}" if self.item else f"{self.file}:{self.line}"
        return f"{place}: {self.message}"


class CatalogError(Exception):
    """A catalog that cannot be used, with every problem found in it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(
            sorted(problems, key=lambda problem: (problem.file, problem.line, problem.message))
        )
        super().__init__("\n".join(map(str, self.problems)))
