"""Erased words leave the file that SQLite keeps the index in; and the upgrade indexes what is there."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text, update

from api.conversations.models import Text
from api.db import now
from api.desk.search.upkeep import forget_deleted
from api.engines import create_engine
from api.housekeeping import one_round
from api.migrate import migrate
from api.services import Services
from tests.api.conftest import Visitor
from tests.api.conversations.test_database import OLD_DATA
from tests.api.fake_dialogue import FakeDialogue, answer

# The index keeps a word without what it shares with the word before; this end of it is always there whole.
SECRET, FOLDED_END = "Qzhværnødampølin", b"rnodampolin"


@pytest.fixture(autouse=True)
def silent_bot(dialogue: FakeDialogue) -> None:
    dialogue.reply = lambda _: answer("Okay")


async def in_the_file(services: Services, words: bytes) -> bool:
    """Whether the database's file holds these bytes, once it has been vacuumed and its log written back."""
    engine = create_engine(services.settings.database_url)
    async with engine.connect() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None
        await driver.execute("VACUUM")
        await driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    await engine.dispose()
    path = Path(str(services.database.engine.url.database))
    return any(words in file.read_bytes() for file in path.parent.glob(f"{path.name}*"))


async def chatter(visitor: Visitor) -> None:
    for number in range(20):
        await visitor.say(f"nothing special, number {number}")


class TestErasing:
    async def test_takes_the_words_out_of_the_file(self, visitor: Visitor, services: Services) -> None:
        await chatter(visitor)
        await visitor.say(f"I live at {SECRET} 7")
        await chatter(visitor)
        assert await in_the_file(services, SECRET.encode())
        assert await in_the_file(services, FOLDED_END)
        await visitor.client.delete(visitor.path, headers=visitor.headers)
        assert await forget_deleted(services) == 1
        assert not await in_the_file(services, SECRET.encode())
        assert not await in_the_file(services, FOLDED_END)

    async def test_of_one_conversation_leaves_the_others(self, visitor: Visitor, services: Services) -> None:
        await visitor.say(f"{SECRET} is mine")
        await visitor.post("contact", name=f"{SECRET} Holm")
        async with services.database.writing() as session:
            await session.execute(text("DELETE FROM contacts"))
        await forget_deleted(services)
        assert await in_the_file(services, FOLDED_END)

    async def test_a_name_goes_as_well(self, visitor: Visitor, services: Services) -> None:
        await visitor.post("contact", name=f"{SECRET} Holm")
        assert await in_the_file(services, FOLDED_END)
        await visitor.client.delete(visitor.path, headers=visitor.headers)
        await forget_deleted(services)
        assert not await in_the_file(services, FOLDED_END)


class TestExpiry:
    async def test_takes_the_words_out_of_the_file_by_itself(
        self, visitor: Visitor, services: Services
    ) -> None:
        await chatter(visitor)
        await visitor.say(f"I live at {SECRET} 7")
        async with services.database.writing() as session:
            await session.execute(update(Text).values(expires_at=now() - timedelta(seconds=1)))
        await one_round(services)
        assert not await in_the_file(services, SECRET.encode())
        assert not await in_the_file(services, FOLDED_END)

    async def test_with_nothing_deleted_there_is_nothing_to_do(
        self, visitor: Visitor, services: Services
    ) -> None:
        await visitor.say("hello")
        assert await forget_deleted(services) == 0


class TestUpgrade:
    async def test_indexes_what_an_older_version_kept(self, tmp_path: Path) -> None:
        engine = create_engine(f"sqlite+aiosqlite:///{tmp_path / 'old.db'}")
        await migrate(engine, revision="0001")
        async with engine.begin() as connection:
            for statement in OLD_DATA:
                await connection.execute(text(statement))
        await migrate(engine)
        async with engine.connect() as connection:
            for index, word in (("search_texts", "pakke"), ("search_contacts", "bodil")):
                query = text(f"SELECT count(*) FROM {index} WHERE words MATCH :word")
                assert await connection.scalar(query, {"word": word}) == 1
        await engine.dispose()
