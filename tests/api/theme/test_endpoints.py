"""The shared style files."""

import httpx
import pytest


@pytest.mark.parametrize(
    "path",
    ["/static/theme/tokens.css", "/static/theme/base.css", "/static/console/main.js", "/theme/accent.css"],
)
async def test_styles_and_scripts_are_asked_about_each_time(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-cache"


async def test_the_accent_is_the_business_s(client: httpx.AsyncClient) -> None:
    assert "#2f5d50" in (await client.get("/theme/accent.css")).text
