"""quiet hours may be left to the school"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

COLUMNS = {
    "quiet_on": sa.Boolean(),
    "quiet_start": sa.Integer(),
    "quiet_end": sa.Integer(),
    "quiet_days": sa.Integer(),
    "urgent_passes": sa.Boolean(),
}


def upgrade() -> None:
    with op.batch_alter_table("notification_schedules", schema=None) as batch_op:
        for name, kind in COLUMNS.items():
            batch_op.alter_column(name, existing_type=kind, nullable=True)


def downgrade() -> None:
    op.execute("DELETE FROM notification_schedules WHERE quiet_on IS NULL")
    with op.batch_alter_table("notification_schedules", schema=None) as batch_op:
        for name, kind in COLUMNS.items():
            batch_op.alter_column(name, existing_type=kind, nullable=False)
