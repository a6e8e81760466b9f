"""For whom a conversation waits, the moment a promise was made for, and what the house reminds people of."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("conversations") as table:
        table.add_column(sa.Column("for_leads", sa.Boolean(), server_default=sa.false(), nullable=False))
        table.add_column(sa.Column("not_to", sa.Integer()))
        table.add_column(sa.Column("promised_for", sa.DateTime(timezone=True)))
        table.add_column(sa.Column("first_promised_for", sa.DateTime(timezone=True)))
        table.create_foreign_key("fk_conversations_not_to", "staff", ["not_to"], ["id"], ondelete="SET NULL")
    op.add_column("recovery_cases", sa.Column("announced_for", sa.Date()))
    with op.batch_alter_table("reminders") as table:
        table.add_column(sa.Column("about", sa.String(length=10)))
        table.add_column(sa.Column("case_id", _BIG_ID))
        table.create_foreign_key(
            "fk_reminders_case_id", "recovery_cases", ["case_id"], ["id"], ondelete="CASCADE"
        )


def downgrade() -> None:
    with op.batch_alter_table("reminders") as table:
        table.drop_constraint("fk_reminders_case_id", type_="foreignkey")
        table.drop_column("case_id")
        table.drop_column("about")
    with op.batch_alter_table("recovery_cases") as table:
        table.drop_column("announced_for")
    with op.batch_alter_table("conversations") as table:
        table.drop_constraint("fk_conversations_not_to", type_="foreignkey")
        for column in ("first_promised_for", "promised_for", "not_to", "for_leads"):
            table.drop_column(column)
