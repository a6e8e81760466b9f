"""Runs what asks the database on both."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI

from api.services import Services
from tests.api.staff.colleague import Colleague, colleague
from tests.databases import on_both


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Both databases, for every test that has one."""
    on_both(metafunc)


@pytest.fixture
async def ida(app: FastAPI, services: Services) -> AsyncIterator[Colleague]:
    async with colleague(app, services, name="Ida") as person:
        yield person
