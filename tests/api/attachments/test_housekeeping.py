"""What has had its time goes, from the database and from the disk."""

import os
from datetime import timedelta
from pathlib import Path

from sqlalchemy import update

from api.attachments import housekeeping
from api.attachments.models import Attachment
from api.db import now
from api.housekeeping import one_round
from api.services import Services
from tests.api.attachments.pictures import send, uploaded
from tests.api.conftest import Visitor


def place(services: Services, id: str) -> Path:
    return services.settings.attachments / id[:2] / id


def grow_old(path: Path, *, days: float) -> None:
    moment = (now() - timedelta(days=days)).timestamp()
    os.utime(path, (moment, moment))


async def change(services: Services, id: str, **values: object) -> None:
    async with services.database.writing() as session:
        await session.execute(update(Attachment).where(Attachment.id == id).values(**values))


class TestRemoveOld:
    async def test_never_sent_within_a_day_goes(self, visitor: Visitor, services: Services) -> None:
        old, fresh = await uploaded(visitor), await uploaded(visitor)
        await change(services, old, created_at=now() - timedelta(hours=25))
        assert await housekeeping.remove_old(services) == 1
        assert (place(services, old).exists(), place(services, fresh).exists()) == (False, True)
        assert (await visitor.get(f"attachments/{old}")).status_code == 404

    async def test_what_was_sent_stays_as_long_as_wording(self, visitor: Visitor, services: Services) -> None:
        id = await uploaded(visitor)
        await send(visitor, id)
        await change(services, id, created_at=now() - timedelta(days=30))
        assert await housekeeping.remove_old(services) == 0
        await change(services, id, expires_at=now() - timedelta(seconds=1))
        assert await housekeeping.remove_old(services) == 1
        assert not place(services, id).exists()

    async def test_it_is_part_of_the_rounds(self, visitor: Visitor, services: Services) -> None:
        id = await uploaded(visitor)
        await change(services, id, created_at=now() - timedelta(hours=25))
        await one_round(services)
        assert not place(services, id).exists()


class TestRemoveOrphans:
    async def test_what_nobody_knows_goes_after_a_day(self, visitor: Visitor, services: Services) -> None:
        known = await uploaded(visitor)
        start = known[:2]
        folder = place(services, known).parent
        orphan, young, half = (folder / (start + letter * 30) for letter in "abc")
        half = half.with_name(f"{half.name}.part")
        for path in (orphan, young, half):
            path.write_bytes(b"data")
        for path in (orphan, half, place(services, known)):
            grow_old(path, days=2)
        assert await housekeeping.remove_orphans(services, start=start) == 2
        assert sorted(path.name for path in folder.iterdir()) == sorted([known, young.name])

    async def test_every_folder_has_its_turn_and_an_empty_house_is_no_problem(
        self, services: Services
    ) -> None:
        assert await housekeeping.remove_orphans(services) == 0
        assert await housekeeping.remove_orphans(services, start="ff") == 0
