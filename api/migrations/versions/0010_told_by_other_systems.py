"""What other systems tell: of customers since when, their level and orders, and of conversations elsewhere."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("customers", sa.Column("since", sa.Date()))
    op.add_column("customers", sa.Column("level", sa.String(length=80)))
    op.add_column("customers", sa.Column("told_at", sa.DateTime(timezone=True)))
    op.add_column("conversations", sa.Column("reference", sa.String(length=120)))
    op.create_index("ix_conversations_reference", "conversations", ["reference"], unique=True)
    op.create_table(
        "orders",
        sa.Column("id", _BIG_ID, nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("customer_id", _BIG_ID, nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("total_cents", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("items", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status IN ('placed', 'sent', 'delivered', 'returned', 'cancelled')", name="ck_orders_status"
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name="fk_orders_customer_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_orders"),
        sa.UniqueConstraint("number", name="uq_orders_number"),
    )
    op.create_index("ix_orders_customer_id_placed_at", "orders", ["customer_id", "placed_at"])


def downgrade() -> None:
    op.drop_table("orders")
    op.drop_index("ix_conversations_reference", table_name="conversations")
    with op.batch_alter_table("conversations") as conversations:
        conversations.drop_column("reference")
    with op.batch_alter_table("customers") as customers:
        for column in ("told_at", "level", "since"):
            customers.drop_column(column)
