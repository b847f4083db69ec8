"""how far people are"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

# Who was in a class before there was progress has done nothing of all that is published.
EVERYBODY = """
INSERT INTO class_progress (classroom_id, user_id, done, total, changed_at)
SELECT memberships.classroom_id, memberships.user_id, 0, (
    SELECT count(*) FROM lessons
    WHERE lessons.classroom_id = memberships.classroom_id AND lessons.state = 'published'
), memberships.updated_at
FROM memberships WHERE memberships.role = 'student' AND memberships.state = 'active'
"""


def upgrade() -> None:
    op.create_table(
        "lesson_progress",
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("lesson_id", BIG, nullable=False),
        sa.Column("classroom_id", BIG, nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("counted_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("video_position", sa.Integer(), nullable=False),
        sa.Column("video_seen", JSON, nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("seconds >= 0", name=op.f("ck_lesson_progress_seconds_counted")),
        sa.ForeignKeyConstraint(
            ["classroom_id"],
            ["classrooms.id"],
            name=op.f("fk_lesson_progress_classroom_id_classrooms"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["lesson_id"], ["lessons.id"], name=op.f("fk_lesson_progress_lesson_id_lessons"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_lesson_progress_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "lesson_id", name=op.f("pk_lesson_progress")),
    )
    op.create_index(
        "ix_lesson_progress_classroom_id_user_id", "lesson_progress", ["classroom_id", "user_id"], unique=False
    )
    op.create_index(
        "ix_lesson_progress_done",
        "lesson_progress",
        ["lesson_id", "user_id"],
        unique=False,
        sqlite_where=sa.text("done_at IS NOT NULL"),
        postgresql_where=sa.text("done_at IS NOT NULL"),
    )
    op.create_table(
        "class_progress",
        sa.Column("classroom_id", BIG, nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_lesson_id", BIG, nullable=True),
        sa.CheckConstraint("done >= 0 AND done <= total", name=op.f("ck_class_progress_done_of_total")),
        sa.ForeignKeyConstraint(
            ["classroom_id"],
            ["classrooms.id"],
            name=op.f("fk_class_progress_classroom_id_classrooms"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["last_lesson_id"],
            ["lessons.id"],
            name=op.f("fk_class_progress_last_lesson_id_lessons"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_class_progress_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("classroom_id", "user_id", name=op.f("pk_class_progress")),
    )
    op.create_index("ix_class_progress_changed_at", "class_progress", ["changed_at"], unique=False)
    op.create_index("ix_class_progress_user_id_changed_at", "class_progress", ["user_id", "changed_at"], unique=False)
    op.execute(EVERYBODY)


def downgrade() -> None:
    op.drop_table("class_progress")
    op.drop_table("lesson_progress")
