"""Whether a webhook is told which customer it is about, and how long the words of a reminder are kept."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("webhooks") as table:
        table.add_column(sa.Column("tells_customer", sa.Boolean(), server_default=sa.false(), nullable=False))
    # Those that people made; one made with a key is saved again by a key, or a person, that may see customers.
    op.execute("UPDATE webhooks SET tells_customer = true WHERE made_by IS NOT NULL")
    op.add_column("reminders", sa.Column("expires_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    with op.batch_alter_table("reminders") as table:
        table.drop_column("expires_at")
    with op.batch_alter_table("webhooks") as table:
        table.drop_column("tells_customer")
