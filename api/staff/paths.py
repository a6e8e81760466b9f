"""Where a login may lead: only to a page of this site, so that a link cannot send staff elsewhere."""

from urllib.parse import urlsplit


def local_path(wanted: str, *, otherwise: str) -> str:
    """Return `wanted` if it is a path on this site, else `otherwise`.

    Browsers read a backslash as a slash and drop control characters, so both make a path foreign.
    """
    if not wanted.startswith("/") or wanted.startswith("//") or "\\" in wanted or not wanted.isprintable():
        return otherwise
    parts = urlsplit(wanted)
    return otherwise if parts.scheme or parts.netloc or parts.path in ("/login", "/logout") else wanted
