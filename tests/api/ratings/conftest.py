"""Runs what asks the database on both."""

import os
from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI

from api.services import Services
from tests.api.staff.colleague import Colleague, colleague

_NEEDS_POSTGRESQL = pytest.mark.skipif(
    not os.environ.get("TEST_DATABASE_URL"), reason="TEST_DATABASE_URL is not set"
)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Both databases, for every test that has one."""
    if "place" in metafunc.fixturenames:
        places = ["sqlite", pytest.param("postgresql", marks=_NEEDS_POSTGRESQL)]
        metafunc.parametrize("place", places, indirect=True)


@pytest.fixture
async def ida(app: FastAPI, services: Services) -> AsyncIterator[Colleague]:
    async with colleague(app, services, name="Ida") as person:
        yield person
