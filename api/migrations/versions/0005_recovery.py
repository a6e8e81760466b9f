"""Complaint cases, their causes, and letters of thanks."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "causes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.Integer()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name="fk_causes_made_by", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_causes"),
        sa.UniqueConstraint("label", name="uq_causes_label"),
    )
    op.create_table(
        "recovery_cases",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("complaint_seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("matter", sa.String(length=80)),
        sa.Column("product", sa.String(length=80)),
        sa.Column("owner_id", sa.Integer()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("thank_due", sa.Date(), nullable=False),
        sa.Column("thanked_at", sa.DateTime(timezone=True)),
        sa.Column("cause_id", sa.Integer()),
        sa.Column("solve_due", sa.Date(), nullable=False),
        sa.Column("solved_at", sa.DateTime(timezone=True)),
        sa.Column("solution", sa.String(length=20)),
        sa.Column("follow_up_due", sa.Date()),
        sa.Column("followed_up_at", sa.DateTime(timezone=True)),
        sa.Column("outcome", sa.String(length=10)),
        sa.Column("reopened", sa.Integer(), nullable=False),
        sa.Column("reminded_for", sa.Date()),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("outcome IN ('happy', 'unhappy', 'silent')", name="ck_recovery_cases_outcome"),
        sa.ForeignKeyConstraint(
            ["cause_id"], ["causes.id"], name="fk_recovery_cases_cause_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name="fk_recovery_cases_conversation_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["staff.id"], name="fk_recovery_cases_owner_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_recovery_cases"),
        sa.UniqueConstraint(
            "conversation_id", "complaint_seq", name="uq_recovery_cases_conversation_id_complaint_seq"
        ),
    )
    op.create_index("ix_recovery_cases_closed_at", "recovery_cases", ["closed_at"])
    op.create_index("ix_recovery_cases_conversation_id", "recovery_cases", ["conversation_id"])
    op.create_index("ix_recovery_cases_created_at", "recovery_cases", ["created_at"])
    op.create_index("ix_recovery_cases_owner_id", "recovery_cases", ["owner_id"])

    op.create_table(
        "letters",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("case_id", BIG_ID),
        sa.Column("staff_id", sa.Integer()),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["recovery_cases.id"], name="fk_letters_case_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name="fk_letters_conversation_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_letters_staff_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_letters"),
    )
    op.create_index("ix_letters_fingerprint", "letters", ["fingerprint"])
    op.create_index("ix_letters_conversation_id", "letters", ["conversation_id"])
    op.create_index("ix_letters_staff_id", "letters", ["staff_id"])


def downgrade() -> None:
    op.drop_table("letters")
    op.drop_table("recovery_cases")
    op.drop_table("causes")
