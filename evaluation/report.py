"""What was measured, in words and columns."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

from bot.catalog import LANGUAGES
from bot.intents.rejection import OUT_OF_SCOPE
from evaluation import metrics
from evaluation.measure import Outcome
from evaluation.metrics import Judged

Measure = Callable[[Sequence[Judged]], float]

EVERYWHERE: dict[str, Measure] = {
    "accuracy": metrics.accuracy,
    "macro F1": metrics.macro_f1,
    "expected calibration error": metrics.calibration_error,
}
WITH_FOREIGN: dict[str, Measure] = {
    "out of scope rejected": metrics.rejected_outside,
    "in scope rejected": metrics.rejected_inside,
}
OF_THE_PROJECT: dict[str, Measure] = {
    "intent accuracy (in scope)": metrics.accuracy,
    "macro F1": metrics.macro_f1,
    "complaint group: recall": metrics.complaint_recall,
    "complaint group: precision": metrics.complaint_precision,
    "request_human: recall": metrics.person_recall,
    **WITH_FOREIGN,
    "expected calibration error": metrics.calibration_error,
}
SHOWN = 15


def lines_of_file(outcome: Outcome, tested: str) -> Iterator[str]:
    """The report on a file of any kind."""
    judged = outcome.judged
    yield f"{outcome.training} messages to train on, {len(judged)} judged ({tested})"
    foreign = any(each.truth == OUT_OF_SCOPE for each in judged)
    for name, measured in {**EVERYWHERE, **(WITH_FOREIGN if foreign else {})}.items():
        scope = " (in scope)" if foreign and name == "accuracy" else ""
        yield f"  {name + scope:28} {figure(measured(judged))}"
    yield from _costs(outcome)
    yield from _confusions(judged)


def lines_of_project(outcome: Outcome, languages: Iterator[str]) -> Iterator[str]:
    """The report on the project's own held-out messages, a column per language."""
    columns = {
        **{name: [each for each in outcome.judged if each.language == name] for name in LANGUAGES},
        "all": outcome.judged,
    }
    yield f"{outcome.training} messages to train on, {len(outcome.judged)} held out"
    yield f"  {'':34}" + "".join(f"{name:>8}" for name in columns)
    for name, measured in OF_THE_PROJECT.items():
        yield f"  {name:34}" + "".join(f"{figure(measured(judged)):>8}" for judged in columns.values())
    yield from languages
    yield from _costs(outcome)
    yield from _confusions(outcome.judged)


def figure(value: float) -> str:
    """A share with three digits; a dash where there was nothing to measure."""
    return "–" if math.isnan(value) else f"{value:.3f}"


def _costs(outcome: Outcome) -> Iterator[str]:
    yield f"  {'seconds to train':28} {outcome.seconds:.1f}"
    yield f"  {'ms per message':28} {outcome.milliseconds:.2f}"
    yield f"  {'size of the model':28} {outcome.size / 1e6:.1f} MB"


def _confusions(judged: Sequence[Judged]) -> Iterator[str]:
    yield "  most frequent mistakes (meant → said)"
    for truth, said, times in metrics.confusions(judged, SHOWN):
        yield f"  {times:5}  {truth} → {said}"
