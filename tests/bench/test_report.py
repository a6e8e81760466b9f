"""The report: medians of the rounds, ratios to the bot that is measured last, and how conversations age."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from pathlib import Path
from xml.etree import ElementTree

from bench.load import Timing
from bench.machine import description, megabytes
from bench.plot import draw, draw_growth
from bench.report import NAMES, Measured, report, report_page
from launch.processes import Managed


def rounds(*milliseconds: float) -> list[Timing]:
    return [
        Timing(turns=10, per_second=1000 / each, p50=each / 1000, p95=3 * each / 1000)
        for each in milliseconds
    ]


LOADS = {
    ("ours", 1): rounds(10, 20, 12),
    ("starter", 1): rounds(40, 40, 60),
    ("ours", 8): rounds(50, 50, 50),
    ("starter", 8): rounds(25, 25, 25),
}
# Two conversations with 200 turns; the starter's turns take longer and longer.
LONG = {
    "ours": [[0.005] * 200, [0.007] * 200],
    "starter": [[0.020 + 0.001 * turn for turn in range(200)] for _ in range(2)],
}
MEASURED = Measured(
    LOADS, LONG, training=(40.0, 80.0), memory={"Rasa process": (350.4, 1000), "action server": (60, None)}
)


def table(text: str, first: str) -> list[list[str]]:
    """The cells of the table whose heading begins so."""
    lines = text[text.index(first) :].splitlines()[2:]
    rows = lines[: next(i for i, line in enumerate([*lines, ""]) if not line.startswith("|"))]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


class TestReport:
    text = report(MEASURED, conversations=24)

    def test_has_a_row_per_bot_and_load_with_medians_and_the_median_of_ratios(self) -> None:
        assert table(self.text, "| | at once") == [
            ["ours", "1", "83", "12.0", "36.0", "0.25", "4.00"],
            ["starter", "1", "25", "40.0", "120.0", "1.00", "1.00"],
            ["ours", "8", "20", "50.0", "150.0", "2.00", "0.50"],
            ["starter", "8", "40", "25.0", "75.0", "1.00", "1.00"],
        ]

    def test_compares_the_end_of_a_long_conversation_with_its_beginning(self) -> None:
        assert table(self.text, "| | turns 1") == [
            ["ours", "6.0", "6.0", "1.00"],
            ["starter", "24.5", "214.5", "8.76"],
        ]

    def test_tells_training_and_memory_side_by_side(self) -> None:
        assert table(self.text, "| | this bot | starter") == [
            ["training of everything, s", "40", "80", "0.50"],
            ["memory of the Rasa process after the load, MB", "350", "1000", "0.35"],
            ["memory of the action server after the load, MB", "60", "–", "–"],
        ]

    def test_tells_the_apis_own_share_of_a_turn(self) -> None:
        loads = {
            (NAMES[0], 1): rounds(10, 14, 12),
            (NAMES[1], 1): rounds(4, 5, 5),
            (NAMES[2], 1): rounds(20, 20, 20),
        }
        told = report(Measured(loads, LONG, (1, 1), {}), conversations=24)
        assert "7.0 ms are the api's own" in told
        assert "the api's own" not in self.text

    def test_tells_where_and_when_it_was_measured(self) -> None:
        assert f"{os.cpu_count()} cores" in self.text
        assert re.search(r"Measured \d{4}-\d\d-\d\d by `make bench`", self.text)
        assert "Rasa 3.6" in description()


class TestPage:
    def test_the_report_shows_the_figures_beside_it(self, tmp_path: Path) -> None:
        page = tmp_path / "docs" / "benchmarks" / "turns.md"
        report_page(page, MEASURED, conversations=24)
        linked = re.findall(r"!\[[^]]+\]\(([^)]+)\)", page.read_text(encoding="utf-8"))
        assert len(linked) == 2
        assert all((page.parent / each).is_file() for each in linked)


class TestFigures:
    def test_of_loads_has_a_bar_for_each_percentile_bot_and_load(self, tmp_path: Path) -> None:
        draw(LOADS, tmp_path / "turns.svg")
        texts = texts_of(tmp_path / "turns.svg")
        for words in ("ours", "starter", "p50", "p95", "one conversation", "8 conversations at once"):
            assert words in texts
        # Medians in milliseconds, as in the table.
        for height in ("12.0", "36.0", "40.0", "120.0", "50.0", "150.0", "25.0", "75.0"):
            assert height in texts

    def test_of_growth_names_every_bot(self, tmp_path: Path) -> None:
        draw_growth(LONG, tmp_path / "growth.svg")
        assert {"ours", "starter"} <= set(texts_of(tmp_path / "growth.svg"))

    def test_the_same_results_give_the_same_figures(self, tmp_path: Path) -> None:
        for name in ("one.svg", "other.svg"):
            draw(LOADS, tmp_path / name)
            draw_growth(LONG, tmp_path / f"growth-{name}")
        for kind in ("", "growth-"):
            assert (tmp_path / f"{kind}one.svg").read_bytes() == (tmp_path / f"{kind}other.svg").read_bytes()


class TestMegabytes:
    async def test_of_a_real_process(self, tmp_path: Path) -> None:
        process = Managed(
            "child",
            [sys.executable, "-c", "import time; print('There.', flush=True); time.sleep(60)"],
            "http://127.0.0.1:1/",
            {},
            tmp_path / "log",
        )
        await process.start()
        try:
            # Right after its start a process is hardly there yet.
            for _ in range(200):
                if process.log.read_text():
                    break
                await asyncio.sleep(0.05)
            assert 1 < megabytes(process) < 500
        finally:
            await process.stop()


def texts_of(figure: Path) -> list[str | None]:
    return [element.text for element in ElementTree.parse(figure).iter() if element.tag.endswith("}text")]
