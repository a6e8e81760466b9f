"""Where a login may lead."""

import pytest

from api.staff.paths import local_path


@pytest.mark.parametrize("path", ["/console", "/console?tab=mine&c=1", "/insights/needs"])
def test_paths_of_this_site_are_kept(path: str) -> None:
    assert local_path(path, otherwise="/home") == path


@pytest.mark.parametrize(
    "foreign",
    [
        "",
        "console",
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "/\t/evil.example",
        "/login",
        "/logout",
    ],
)
def test_everything_else_leads_home(foreign: str) -> None:
    assert local_path(foreign, otherwise="/home") == "/home"
