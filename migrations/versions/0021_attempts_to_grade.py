"""attempts that wait for a grade, by their class"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

WAITING = sa.text("to_grade > 0")


def upgrade() -> None:
    about = {"sqlite_where": WAITING, "postgresql_where": WAITING}
    op.create_index("ix_attempts_to_grade", "attempts", ["classroom_id"], unique=False, **about)


def downgrade() -> None:
    op.drop_index("ix_attempts_to_grade", table_name="attempts")
