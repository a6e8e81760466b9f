"""Accounts: two-factor, invitations, sign-on, sessions to be told apart, and who did what."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FACTS = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.Integer()),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("conversation_id", sa.String(length=32)),
        sa.Column("facts", FACTS, nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name="fk_audit_entries_staff_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_audit_entries"),
    )
    op.create_index("ix_audit_entries_at", "audit_entries", ["at"])
    op.create_index("ix_audit_entries_conversation_id", "audit_entries", ["conversation_id"])
    op.create_index("ix_audit_entries_staff_id", "audit_entries", ["staff_id"])
    op.create_table(
        "audit_pruning",
        sa.Column("before", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("before", name="pk_audit_pruning"),
    )
    _seal_audit_entries()

    op.create_table(
        "staff_links",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("role", sa.String(length=10)),
        sa.Column("made_by", sa.Integer()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("purpose IN ('invitation', 'password')", name="ck_staff_links_purpose"),
        sa.ForeignKeyConstraint(
            ["made_by"], ["staff.id"], name="fk_staff_links_made_by", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("token_hash", name="pk_staff_links"),
    )
    op.create_index("ix_staff_links_email", "staff_links", ["email"])

    op.create_table(
        "staff_sign_ons",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(length=300), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name="fk_staff_sign_ons_staff_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_staff_sign_ons"),
        sa.UniqueConstraint("issuer", "subject", name="uq_staff_sign_ons_issuer_subject"),
    )
    op.create_index("ix_staff_sign_ons_staff_id", "staff_sign_ons", ["staff_id"])

    op.create_table(
        "staff_spare_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name="fk_staff_spare_codes_staff_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_staff_spare_codes"),
    )
    op.create_index("ix_staff_spare_codes_staff_id", "staff_spare_codes", ["staff_id"])

    with op.batch_alter_table("staff") as table:
        table.add_column(sa.Column("language", sa.String(length=2)))
        table.add_column(sa.Column("available", sa.Boolean(), nullable=False, server_default=sa.true()))
        table.add_column(sa.Column("capacity", sa.Integer(), nullable=False, server_default="4"))
        table.add_column(sa.Column("lines", FACTS, nullable=False, server_default="[1]"))
        table.add_column(sa.Column("assigned_last_at", sa.DateTime(timezone=True)))
        table.add_column(sa.Column("totp_secret", sa.String(length=200)))
        table.add_column(sa.Column("totp_confirmed_at", sa.DateTime(timezone=True)))
        table.add_column(sa.Column("totp_used", sa.Integer()))
        table.drop_constraint("ck_staff_role", type_="check")
        table.create_check_constraint("ck_staff_role", "role IN ('agent', 'lead', 'marketer', 'admin')")

    with op.batch_alter_table("staff_sessions") as table:
        table.add_column(sa.Column("browser", sa.String(length=200)))
        table.add_column(sa.Column("address", sa.String(length=45)))


def downgrade() -> None:
    with op.batch_alter_table("staff_sessions") as table:
        table.drop_column("address")
        table.drop_column("browser")

    op.execute("UPDATE staff SET role = 'agent' WHERE role = 'lead'")
    with op.batch_alter_table("staff") as table:
        table.drop_constraint("ck_staff_role", type_="check")
        table.create_check_constraint("ck_staff_role", "role IN ('agent', 'marketer', 'admin')")
        table.drop_column("totp_used")
        table.drop_column("totp_confirmed_at")
        table.drop_column("totp_secret")
        table.drop_column("assigned_last_at")
        table.drop_column("lines")
        table.drop_column("capacity")
        table.drop_column("available")
        table.drop_column("language")

    op.drop_table("staff_spare_codes")
    op.drop_table("staff_sign_ons")
    op.drop_table("staff_links")
    op.drop_table("audit_entries")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_entry_is_final()")
        op.execute("DROP FUNCTION audit_entry_is_kept()")
    op.drop_table("audit_pruning")


def _seal_audit_entries() -> None:
    """Have the database itself refuse changes; only the person is forgotten when an account is deleted.

    Entries go when they are older than what ``audit_pruning`` says, where nothing stands but while they are pruned.
    """
    columns = "id, at, action, conversation_id, facts"
    young = "NOT EXISTS (SELECT 1 FROM audit_pruning WHERE OLD.at < before)"
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION audit_entry_is_final() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'an audit entry is never changed'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER audit_entries_final BEFORE UPDATE OF {columns} ON audit_entries "
            "FOR EACH ROW EXECUTE FUNCTION audit_entry_is_final()"
        )
        op.execute(
            "CREATE FUNCTION audit_entry_is_kept() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF {young} THEN RAISE EXCEPTION 'an audit entry is kept'; END IF; RETURN OLD; END $$"
        )
        op.execute(
            "CREATE TRIGGER audit_entries_kept BEFORE DELETE ON audit_entries "
            "FOR EACH ROW EXECUTE FUNCTION audit_entry_is_kept()"
        )
    else:
        op.execute(
            f"CREATE TRIGGER audit_entries_final BEFORE UPDATE OF {columns} ON audit_entries "
            "BEGIN SELECT RAISE(ABORT, 'an audit entry is never changed'); END"
        )
        op.execute(
            f"CREATE TRIGGER audit_entries_kept BEFORE DELETE ON audit_entries WHEN {young} "
            "BEGIN SELECT RAISE(ABORT, 'an audit entry is kept'); END"
        )
