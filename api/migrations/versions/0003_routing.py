"""Teams, and what a conversation is sorted by."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "teams",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_teams"),
        sa.UniqueConstraint("name", name="uq_teams_name"),
    )
    op.create_table(
        "team_members",
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name="fk_team_members_staff_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name="fk_team_members_team_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("team_id", "staff_id", name="pk_team_members"),
    )
    op.create_index("ix_team_members_staff_id", "team_members", ["staff_id"])

    with op.batch_alter_table("conversations") as table:
        table.add_column(sa.Column("channel", sa.String(length=10), server_default="chat", nullable=False))
        table.add_column(sa.Column("team_id", sa.Integer()))
        table.add_column(sa.Column("priority", sa.Integer(), server_default="0", nullable=False))
        table.add_column(sa.Column("snoozed_until", sa.DateTime(timezone=True)))
        table.create_index("ix_conversations_snoozed_until", ["snoozed_until"])
        table.create_index("ix_conversations_team_id", ["team_id"])
        table.create_foreign_key(
            "fk_conversations_team_id", "teams", ["team_id"], ["id"], ondelete="SET NULL"
        )
        table.create_check_constraint(
            "ck_conversations_channel", "channel IN ('chat', 'phone', 'social', 'email')"
        )
        table.create_check_constraint("ck_conversations_priority", "priority IN (0, 1, 2)")


def downgrade() -> None:
    with op.batch_alter_table("conversations") as table:
        table.drop_constraint("ck_conversations_priority", type_="check")
        table.drop_constraint("ck_conversations_channel", type_="check")
        table.drop_constraint("fk_conversations_team_id", type_="foreignkey")
        table.drop_index("ix_conversations_team_id")
        table.drop_index("ix_conversations_snoozed_until")
        table.drop_column("snoozed_until")
        table.drop_column("priority")
        table.drop_column("team_id")
        table.drop_column("channel")

    op.drop_table("team_members")
    op.drop_table("teams")
