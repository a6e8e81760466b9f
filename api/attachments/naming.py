"""What a file is called: its own name as far as that can do no harm, and always the ending of what it is."""

import re
import unicodedata

_LENGTH = 100
# What file systems, shells and headers read as more than a letter.
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|%;`$&]')
_ENDING = re.compile(r"(\.[A-Za-z0-9]{1,5})+$")
# "Cf" turns writing round: a name could then end otherwise than it seems to.
_INVISIBLE = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def clean_name(given: str, *, extension: str, unnamed: str) -> str:
    """A name that is safe to show and to save under.

    Args:
        given: What the sender's machine calls the file.
        extension: The ending that belongs to its content, such as ``.png``.
        unnamed: What it is called when nothing is left.
    """
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", given))[-1]
    visible = "".join(each for each in last if unicodedata.category(each) not in _INVISIBLE)
    stem = _ENDING.sub("", _NOT_IN_NAMES.sub(" ", visible).rstrip(" ."))
    stem = " ".join(stem.split())[:_LENGTH].strip(" .")
    return f"{stem or unnamed}{extension}"
