"""Files that are not YAML: where the mistake is, and what it most often is, in words for non-programmers."""

from __future__ import annotations

import re

import yaml

# What the parser says → whether the place is where the unfinished thing began, and what it most often is.
_MEANINGS = (
    (r"tab|'\\t'", False, "there is a tab; indent with spaces"),
    (
        r"mapping values are not allowed",
        False,
        'a text with a colon in it needs quotes ("…"), and a key must begin right under the one above it',
    ),
    (
        r"could not find expected ':'",
        True,
        'a colon and a space are missing after the key, as in "key: value"',
    ),
    (r"unexpected end of stream|end of file", True, "a quote is opened here and not closed"),
    (r"expected ',' or ']'", True, "a bracket [ is opened here and not closed, or a comma is missing"),
    (r"expected ',' or '}'", True, "a bracket { is opened here and not closed, or a comma is missing"),
    (
        r"expected key|<block end>|expected '-'|block sequence entries",
        False,
        "begins further to the left or right than the lines it belongs to, or has quotes around a part of its text",
    ),
    (r"alphabetic or numeric|undefined alias", False, 'what begins with * or & needs quotes, as in "*mat"'),
    (r"cannot start any token", False, "what begins with %, @ or ` needs quotes"),
)


def explain(error: yaml.MarkedYAMLError) -> tuple[int, str]:
    """The line (from 1) and what is wrong on it."""
    problem = error.problem or ""
    for pattern, where_it_began, meaning in _MEANINGS:
        if re.search(pattern, problem):
            mark = (where_it_began and error.context_mark) or error.problem_mark
            return mark.line + 1 if mark else 1, meaning
    return error.problem_mark.line + 1 if error.problem_mark else 1, f"is not readable as YAML: {problem}"
