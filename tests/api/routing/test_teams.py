"""What is noted when a team changes: who did it, to which team, and nothing when nothing changed."""

from sqlalchemy import select

from api.routing import teams
from api.services import Services
from api.staff.models import AuditEntry, Staff


async def test_every_change_is_in_the_audit_trail(
    services: Services, agent: Staff, other_agent: Staff
) -> None:
    async with services.database.writing() as session:
        team = await teams.make_team(session, "Repairs", by=agent)
    for name in ("Repairs", "Workshop"):
        async with services.database.writing() as session:
            await teams.rename_team(session, team.id, name, by=agent)
    for _ in range(2):
        async with services.database.writing() as session:
            filled = await teams.set_members(session, team.id, [other_agent.id], by=agent)
    assert [member.name for member in filled.members] == ["Lars"]
    async with services.database.writing() as session:
        await teams.remove_team(session, team.id, by=other_agent)
    async with services.database.reading() as session:
        entries = (await session.scalars(select(AuditEntry).order_by(AuditEntry.id))).all()
    assert [(one.action, one.staff_id, one.facts) for one in entries] == [
        ("team_made", agent.id, {"team": team.id, "name": "Repairs"}),
        ("team_renamed", agent.id, {"team": team.id, "before_name": "Repairs", "name": "Workshop"}),
        ("team_filled", agent.id, {"team": team.id, "name": "Workshop", "people": [other_agent.id]}),
        ("team_removed", other_agent.id, {"team": team.id, "name": "Workshop"}),
    ]
