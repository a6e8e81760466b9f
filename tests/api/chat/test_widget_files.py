"""How the widget's files are served."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from api.chat.widget_files import WidgetFiles, compact

STATIC = Path(__file__).parents[3] / "api" / "chat" / "static"
SOURCE = "/**\n * Why.\n */\n\nexport function twice(n) {\n  /** Doubles. */\n  return `${n}  ${n}`;\n}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "twice.js").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    return tmp_path


@pytest.fixture
def browser(folder: Path) -> Iterator[TestClient]:
    with TestClient(Starlette(routes=[Mount("/widget", WidgetFiles(folder))])) as client:
        yield client


class TestCompact:
    def test_comments_and_indentation_go_and_code_stays(self) -> None:
        assert compact(SOURCE) == "export function twice(n) {return `${n}  ${n}`;}\n"

    def test_a_line_end_that_says_something_stays(self) -> None:
        source = "const all = [\n  one,\n  two,\n];\nlet a = 1\nlet b = all.map(\n  (x) => x\n)\nf()\n"
        assert compact(source) == "const all = [one,two];let a = 1\nlet b = all.map((x) => x)\nf()\n"

    def test_a_style_sheet_keeps_no_more_space_than_it_needs(self) -> None:
        source = "a,\nb {\n  color: red;\n  margin: 0 1px;\n}\n"
        source += "@media (width > 1px) {\n  p :focus {\n    top: 0;\n  }\n}\n"
        assert compact(source, css=True) == "a,b{color:red;margin:0 1px}@media (width > 1px){p :focus{top:0}}"

    def test_what_looks_like_a_comment_inside_a_line_stays(self) -> None:
        line = 'const pattern = "a/*b*/c"; // https://x.example/*\n'
        assert compact(line) == line

    def test_no_text_in_the_widget_spans_lines_so_no_indentation_matters(self) -> None:
        for file in STATIC.rglob("*.js"):
            for line in compact(file.read_text(encoding="utf-8")).splitlines():
                assert line.count("`") % 2 == 0, f"{file.name}: {line}"

    def test_no_code_in_the_widget_is_followed_by_a_comment_so_lines_can_be_joined(self) -> None:
        for file in STATIC.rglob("*.js"):
            for line in file.read_text(encoding="utf-8").splitlines():
                assert line.lstrip().startswith(("*", "/*")) or not re.search(r"(?<!:)//", line), (
                    f"{file.name}: {line}"
                )


class TestServing:
    def test_a_script_travels_compressed_and_may_be_kept_for_a_while(self, browser: TestClient) -> None:
        answer = browser.get("/widget/twice.js")
        assert answer.headers["content-type"].startswith("text/javascript")
        assert answer.headers["content-encoding"] == "gzip"
        assert answer.headers["cache-control"] == "public, max-age=300"
        assert answer.text == compact(SOURCE)

    def test_a_browser_without_gzip_gets_it_plain(self, browser: TestClient) -> None:
        answer = browser.get("/widget/twice.js", headers={"Accept-Encoding": "identity"})
        assert "content-encoding" not in answer.headers
        assert answer.text == compact(SOURCE)

    def test_an_unchanged_file_is_not_sent_again(self, browser: TestClient) -> None:
        tag = browser.get("/widget/twice.js").headers["etag"]
        assert browser.get("/widget/twice.js", headers={"If-None-Match": tag}).status_code == 304

    def test_an_edited_file_is_sent_anew(self, browser: TestClient, folder: Path) -> None:
        tag = browser.get("/widget/twice.js").headers["etag"]
        (folder / "twice.js").write_text("export const one = 1;\n", encoding="utf-8")
        assert browser.get("/widget/twice.js", headers={"If-None-Match": tag}).status_code == 200

    @pytest.mark.parametrize(
        "path",
        [
            "missing.js",
            "secret.txt",
            "%2e%2e/other.js",
            "..%2f..%2fetc/hosts.js",
            "",
            "%00.js",
        ],
    )
    def test_nothing_else_is_served(self, browser: TestClient, path: str) -> None:
        assert browser.get(f"/widget/{path}").status_code == 404

    def test_only_reading_is_possible(self, browser: TestClient) -> None:
        assert browser.post("/widget/twice.js").status_code == 405


def size_of(files: list[Path]) -> int:
    parts = (compact(file.read_text(encoding="utf-8"), css=file.suffix == ".css") for file in files)
    return len(gzip.compress("".join(parts).encode(), 9))


class TestSize:
    def test_what_a_visitor_loads_is_under_20_kb_when_compressed_together(self) -> None:
        files = sorted(file for file in STATIC.glob("*.*") if file.suffix in {".js", ".css"})
        for language in ("da", "nb", "en"):
            loaded = [*files, STATIC / "texts" / f"{language}.js"]
            assert size_of(loaded) < 20_000

    def test_what_files_need_comes_with_the_first_file_and_is_under_5_kb(self) -> None:
        files = sorted(file for file in (STATIC / "files").glob("*.*"))
        for language in ("da", "nb", "en"):
            assert size_of([*files, STATIC / "files" / "texts" / f"{language}.js"]) < 5_000
