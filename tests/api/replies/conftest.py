"""What nobody has read is the database's to find: on both."""

import pytest

from tests.databases import on_both


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    on_both(metafunc)
