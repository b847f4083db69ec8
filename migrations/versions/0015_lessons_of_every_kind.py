"""lessons of every kind, what they said before, and when they open"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FINISH = sa.Enum(
    "button", "opened", "minutes", "video", name="finishrule", native_enum=False, create_constraint=True, length=20
)
CHECKS = {
    "scheduled_has_instant": "state <> 'scheduled' OR publish_at IS NOT NULL",
    "minutes_counted": "finish_rule <> 'minutes' OR finish_minutes > 0",
    "embed_has_id": "(embed IS NULL) = (embed_id IS NULL)",
}
COLUMNS = (
    "url",
    "embed",
    "embed_id",
    "minutes",
    "finish_rule",
    "finish_minutes",
    "publish_at",
    "told_at",
    "deleted_at",
)


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=20)


def upgrade() -> None:
    op.create_table(
        "class_groups",
        sa.Column("classroom_id", BIG, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["classroom_id"],
            ["classrooms.id"],
            name=op.f("fk_class_groups_classroom_id_classrooms"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_groups")),
        sa.UniqueConstraint("classroom_id", "name", name=op.f("uq_class_groups_classroom_id_name")),
        sa.UniqueConstraint("public_id", name=op.f("uq_class_groups_public_id")),
    )
    op.create_table(
        "class_group_members",
        sa.Column("group_id", BIG, nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["class_groups.id"],
            name=op.f("fk_class_group_members_group_id_class_groups"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_class_group_members_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("group_id", "user_id", name=op.f("pk_class_group_members")),
    )
    op.create_index("ix_class_group_members_user_id", "class_group_members", ["user_id"], unique=False)
    op.create_table(
        "lesson_revisions",
        sa.Column("lesson_id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("author_id", BIG, nullable=True),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_format", _one_of("bodyformat", "html", "markdown"), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["users.id"], name=op.f("fk_lesson_revisions_author_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["lesson_id"], ["lessons.id"], name=op.f("fk_lesson_revisions_lesson_id_lessons"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson_revisions")),
        sa.UniqueConstraint("lesson_id", "version", name=op.f("uq_lesson_revisions_lesson_id_version")),
    )
    op.create_index("ix_lesson_revisions_author_id", "lesson_revisions", ["author_id"], unique=False)
    op.create_table(
        "lesson_drafts",
        sa.Column("lesson_id", BIG, nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_format", _one_of("bodyformat", "html", "markdown"), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["lesson_id"], ["lessons.id"], name=op.f("fk_lesson_drafts_lesson_id_lessons"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_lesson_drafts_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("lesson_id", "user_id", name=op.f("pk_lesson_drafts")),
    )
    op.create_table(
        "release_rules",
        sa.Column("classroom_id", BIG, nullable=False),
        sa.Column("lesson_id", BIG, nullable=True),
        sa.Column("module_id", BIG, nullable=True),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("after_lesson_id", BIG, nullable=True),
        sa.Column("after_module_id", BIG, nullable=True),
        sa.Column("group_id", BIG, nullable=True),
        sa.Column("id", BIG, nullable=False),
        sa.CheckConstraint("(lesson_id IS NULL) <> (module_id IS NULL)", name=op.f("ck_release_rules_of_one_thing")),
        sa.ForeignKeyConstraint(
            ["after_lesson_id"], ["lessons.id"], name=op.f("fk_release_rules_after_lesson_id_lessons")
        ),
        sa.ForeignKeyConstraint(
            ["after_module_id"], ["modules.id"], name=op.f("fk_release_rules_after_module_id_modules")
        ),
        sa.ForeignKeyConstraint(
            ["classroom_id"],
            ["classrooms.id"],
            name=op.f("fk_release_rules_classroom_id_classrooms"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["group_id"], ["class_groups.id"], name=op.f("fk_release_rules_group_id_class_groups")),
        sa.ForeignKeyConstraint(
            ["lesson_id"], ["lessons.id"], name=op.f("fk_release_rules_lesson_id_lessons"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["module_id"], ["modules.id"], name=op.f("fk_release_rules_module_id_modules"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_rules")),
        sa.UniqueConstraint("lesson_id", name=op.f("uq_release_rules_lesson_id")),
        sa.UniqueConstraint("module_id", name=op.f("uq_release_rules_module_id")),
    )
    op.create_index(op.f("ix_release_rules_after_lesson_id"), "release_rules", ["after_lesson_id"], unique=False)
    op.create_index(op.f("ix_release_rules_after_module_id"), "release_rules", ["after_module_id"], unique=False)
    op.create_index("ix_release_rules_classroom_id", "release_rules", ["classroom_id"], unique=False)
    op.create_index(op.f("ix_release_rules_group_id"), "release_rules", ["group_id"], unique=False)
    with op.batch_alter_table("modules", schema=None) as batch_op:
        batch_op.add_column(sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("lessons", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_lessons_lessonkind"), type_="check")
        batch_op.drop_constraint(op.f("ck_lessons_lessonstate"), type_="check")
        batch_op.add_column(sa.Column("url", sa.String(length=2000), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("embed", _one_of("embed", "youtube", "vimeo"), nullable=True))
        batch_op.add_column(sa.Column("embed_id", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("minutes", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("finish_rule", FINISH, nullable=False, server_default="button"))
        batch_op.add_column(sa.Column("finish_minutes", sa.Integer(), nullable=False, server_default="0"))
        for name in ("publish_at", "told_at", "deleted_at"):
            batch_op.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
        batch_op.create_check_constraint(op.f("ck_lessons_lessonkind"), "kind IN ('text', 'video', 'file', 'link')")
        batch_op.create_check_constraint(op.f("ck_lessons_lessonstate"), "state IN ('draft', 'scheduled', 'published')")
        for name, condition in CHECKS.items():
            batch_op.create_check_constraint(op.f(f"ck_lessons_{name}"), condition)
        batch_op.create_index("ix_lessons_state_publish_at", ["state", "publish_at"], unique=False)
    op.execute("UPDATE lessons SET told_at = published_at")
    op.create_index("ix_events_classroom_id_type_id", "events", ["classroom_id", "type", "id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_events_classroom_id_type_id", table_name="events")
    op.execute("DELETE FROM lessons WHERE kind <> 'text'")
    op.execute("UPDATE lessons SET state = 'draft' WHERE state = 'scheduled'")
    op.execute("DELETE FROM lessons WHERE deleted_at IS NOT NULL")
    op.execute("DELETE FROM modules WHERE deleted_at IS NOT NULL")
    with op.batch_alter_table("lessons", schema=None) as batch_op:
        batch_op.drop_index("ix_lessons_state_publish_at")
        for name in ("lessonkind", "lessonstate", "embed", "finishrule", *CHECKS):
            batch_op.drop_constraint(op.f(f"ck_lessons_{name}"), type_="check")
        for name in COLUMNS:
            batch_op.drop_column(name)
        batch_op.create_check_constraint(op.f("ck_lessons_lessonkind"), "kind IN ('text')")
        batch_op.create_check_constraint(op.f("ck_lessons_lessonstate"), "state IN ('draft', 'published')")
    with op.batch_alter_table("modules", schema=None) as batch_op:
        batch_op.drop_column("deleted_at")
    op.drop_table("release_rules")
    op.drop_table("lesson_drafts")
    op.drop_table("lesson_revisions")
    op.drop_table("class_group_members")
    op.drop_table("class_groups")
