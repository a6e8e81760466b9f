"""Which browser a request comes from, and what it is called: "Firefox on Windows"."""

from dataclasses import dataclass

from starlette.requests import Request

_LONGEST = 200
# The first that fits counts: every browser also names those it descends from.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True)
class Browser:
    """Where somebody logs in from: the network address, and how the browser introduces itself."""

    address: str = ""
    agent: str = ""


@dataclass(frozen=True)
class Named:
    """A browser's name and its system's, None where they are not among the usual ones."""

    browser: str | None
    system: str | None


def browser_of(request: Request) -> Browser:
    """Return the browser behind `request`, cut to what is stored."""
    agent = "".join(letter for letter in request.headers.get("user-agent", "") if letter.isprintable())
    return Browser(address=request.client.host[:45] if request.client else "", agent=agent[:_LONGEST])


def named(agent: str | None) -> Named:
    """Return what the browser that introduces itself as `agent` is called."""
    return Named(_first(_BROWSERS, agent or ""), _first(_SYSTEMS, agent or ""))


def _first(names: tuple[tuple[str, str], ...], agent: str) -> str | None:
    return next((name for sign, name in names if sign in agent), None)
