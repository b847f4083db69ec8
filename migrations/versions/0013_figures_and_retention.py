"""figures by day, and how long notifications are kept"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

CHANNEL = sa.Enum("bell", "push", "email", name="channel", native_enum=False, create_constraint=True, length=20)
COUNTS = ("sent", "received", "opened", "failed", "suppressed")
KEPT = {"read_kept": "30", "unread_kept": "180", "deliveries_kept": "30"}
KEPT_DAYS = "read_kept > 0 AND unread_kept >= read_kept AND deliveries_kept > 0"


def upgrade() -> None:
    op.create_table(
        "notification_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("channel", CHANNEL, nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS),
        sa.PrimaryKeyConstraint("day", "kind", "channel", name=op.f("pk_notification_days")),
    )
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.add_column(sa.Column("was_held", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("schools", schema=None) as batch_op:
        for name, days in KEPT.items():
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default=days))
        batch_op.create_check_constraint(op.f("ck_schools_kept_days"), KEPT_DAYS)


def downgrade() -> None:
    with op.batch_alter_table("schools", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_schools_kept_days"), type_="check")
        for name in KEPT:
            batch_op.drop_column(name)
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.drop_column("was_held")
    op.drop_table("notification_days")
