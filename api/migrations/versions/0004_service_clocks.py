"""What was promised in time."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "service_clocks",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("level", sa.String(length=80), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("warn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("target_seconds", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("elapsed_seconds", sa.Integer()),
        sa.Column("business_seconds", sa.Integer()),
        sa.CheckConstraint("kind IN ('first', 'next', 'resolution')", name="ck_service_clocks_kind"),
        sa.CheckConstraint("state IN ('active', 'met', 'missed', 'void')", name="ck_service_clocks_state"),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name="fk_service_clocks_conversation_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_service_clocks"),
    )
    op.create_index("ix_service_clocks_conversation_id_state", "service_clocks", ["conversation_id", "state"])
    op.create_index("ix_service_clocks_started_at", "service_clocks", ["started_at"])
    op.create_index("ix_service_clocks_state_due_at", "service_clocks", ["state", "due_at"])


def downgrade() -> None:
    op.drop_table("service_clocks")
