"""The report: medians of the rounds, and ratios to the bot that is measured last."""

import asyncio
import os
import re
import sys
from pathlib import Path
from xml.etree import ElementTree

from bench.__main__ import Result, megabytes, report, write
from bench.load import Timing
from bench.plot import draw
from launch.processes import Managed


def rounds(*milliseconds: float) -> list[Timing]:
    return [
        Timing(turns=10, per_second=1000 / each, p50=each / 1000, p95=3 * each / 1000)
        for each in milliseconds
    ]


RESULTS: Result = {
    ("ours", 1): rounds(10, 20, 12),
    ("starter", 1): rounds(40, 40, 60),
    ("ours", 8): rounds(50, 50, 50),
    ("starter", 8): rounds(25, 25, 25),
}


def table(text: str) -> list[list[str]]:
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("| ") and "turns/s" not in line
    ]


class TestReport:
    def test_has_a_row_per_bot_and_load_with_medians_and_the_median_of_ratios(self) -> None:
        assert table(report(RESULTS, {})) == [
            ["ours", "1", "83", "12.0", "36.0", "0.25", "4.00"],
            ["starter", "1", "25", "40.0", "120.0", "1.00", "1.00"],
            ["ours", "8", "20", "50.0", "150.0", "2.00", "0.50"],
            ["starter", "8", "40", "25.0", "75.0", "1.00", "1.00"],
        ]

    def test_tells_the_memory_and_where_it_was_measured(self) -> None:
        text = report(RESULTS, {"ours": 701.4, "starter": 1200})
        assert "ours 701 MB, starter 1200 MB." in text
        assert f"{os.cpu_count()} cores" in text

    def test_is_a_whole_markdown_table(self) -> None:
        lines = [line for line in report(RESULTS, {}).splitlines() if line.startswith("|")]
        assert len({line.count("|") for line in lines}) == 1


class TestWrite:
    def test_the_report_shows_the_figure_beside_it(self, tmp_path: Path) -> None:
        page = tmp_path / "docs" / "benchmarks" / "turns.md"
        write(page, RESULTS, {"ours": 701.4})
        (linked,) = re.findall(r"!\[[^]]+\]\(([^)]+)\)", page.read_text(encoding="utf-8"))
        assert (page.parent / linked).is_file()

    def test_the_figure_has_a_bar_for_each_percentile_bot_and_load(self, tmp_path: Path) -> None:
        draw(RESULTS, tmp_path / "turns.svg")
        svg = ElementTree.parse(tmp_path / "turns.svg")
        texts = [element.text for element in svg.iter() if element.tag.endswith("}text")]
        for words in ("ours", "starter", "p50", "p95", "one conversation", "8 conversations at once"):
            assert words in texts
        # Medians in milliseconds, as in the table.
        for height in ("12.0", "36.0", "40.0", "120.0", "50.0", "150.0", "25.0", "75.0"):
            assert height in texts

    def test_the_same_results_give_the_same_figure(self, tmp_path: Path) -> None:
        for name in ("one.svg", "other.svg"):
            draw(RESULTS, tmp_path / name)
        assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "other.svg").read_bytes()


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
