"""What browsers are called."""

import pytest

from api.staff.browsers import Named, named

_MOZILLA = "Mozilla/5.0"


@pytest.mark.parametrize(
    ("agent", "browser", "system"),
    [
        (
            f"{_MOZILLA} (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox",
            "Windows",
        ),
        (
            f"{_MOZILLA} (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15",
            "Safari",
            "Mac",
        ),
        (
            f"{_MOZILLA} (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36",
            "Chrome",
            "Linux",
        ),
        (
            f"{_MOZILLA} (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge",
            "Windows",
        ),
        (
            f"{_MOZILLA} (iPhone; CPU iPhone OS 18_0 like Mac OS X) CriOS/140.0 Mobile Safari/604.1",
            "Chrome",
            "iPhone",
        ),
        (
            f"{_MOZILLA} (Linux; Android 15; Pixel) Chrome/140.0 Mobile Safari/537.36",
            "Chrome",
            "Android",
        ),
        ("curl/8.0", None, None),
        (None, None, None),
    ],
)
def test_the_usual_ones_have_names(agent: str | None, browser: str | None, system: str | None) -> None:
    assert named(agent) == Named(browser, system)
