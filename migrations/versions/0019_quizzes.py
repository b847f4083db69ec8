"""quizzes, questions, attempts, outages"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KINDS = "'text', 'video', 'file', 'link'"
RULES = "'button', 'opened', 'minutes', 'video'"
AT_COMMIT = {"deferrable": True, "initially": "DEFERRED"}
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=20)


def upgrade() -> None:
    op.create_table(
        "quizzes",
        sa.Column("classroom_id", BIG, nullable=False),
        sa.Column("author_id", BIG, nullable=True),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("intro", JSON, nullable=False),
        sa.Column("state", _one_of("quizstate", "draft", "scheduled", "published"), nullable=False),
        sa.Column("publish_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("time_limit", sa.Integer(), nullable=True),
        sa.Column("grace_seconds", sa.Integer(), nullable=False),
        sa.Column("attempts_allowed", sa.Integer(), nullable=False),
        sa.Column("counts", _one_of("counts", "best", "last", "first", "average"), nullable=False),
        sa.Column("layout", _one_of("layout", "one", "all"), nullable=False),
        sa.Column("shuffle_questions", sa.Boolean(), nullable=False),
        sa.Column("shuffle_choices", sa.Boolean(), nullable=False),
        sa.Column("reveal", JSON, nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("password", sa.String(length=60), nullable=False),
        sa.Column("pass_percent", sa.Integer(), nullable=True),
        sa.Column("points", sa.String(length=200), nullable=False),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state <> 'published' OR published_at IS NOT NULL", name=op.f("ck_quizzes_published_has_instant")
        ),
        sa.CheckConstraint(
            "state <> 'scheduled' OR publish_at IS NOT NULL", name=op.f("ck_quizzes_scheduled_has_instant")
        ),
        sa.CheckConstraint("attempts_allowed >= 0", name=op.f("ck_quizzes_attempts_counted")),
        sa.CheckConstraint("grace_seconds >= 0", name=op.f("ck_quizzes_grace_counted")),
        sa.CheckConstraint(
            "opens_at IS NULL OR closes_at IS NULL OR opens_at < closes_at",
            name=op.f("ck_quizzes_opens_before_it_closes"),
        ),
        sa.CheckConstraint("pass_percent BETWEEN 0 AND 100", name=op.f("ck_quizzes_pass_is_percent")),
        sa.CheckConstraint("time_limit IS NULL OR time_limit > 0", name=op.f("ck_quizzes_time_counted")),
        sa.ForeignKeyConstraint(
            ["author_id"], ["users.id"], name=op.f("fk_quizzes_author_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["classroom_id"], ["classrooms.id"], name=op.f("fk_quizzes_classroom_id_classrooms"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quizzes")),
        sa.UniqueConstraint("public_id", name=op.f("uq_quizzes_public_id")),
    )
    op.create_index("ix_quizzes_classroom_id_state", "quizzes", ["classroom_id", "state", "published_at"], unique=False)
    op.create_index("ix_quizzes_closes_at", "quizzes", ["closes_at"], unique=False)
    op.create_index("ix_quizzes_state_publish_at", "quizzes", ["state", "publish_at"], unique=False)
    op.create_table(
        "quiz_sections",
        sa.Column("quiz_id", BIG, nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("text", JSON, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("draws", sa.Integer(), nullable=True),
        sa.Column("points", sa.String(length=200), nullable=True),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.CheckConstraint("(draws IS NULL) = (points IS NULL)", name=op.f("ck_quiz_sections_drawn_have_points")),
        sa.CheckConstraint("draws IS NULL OR draws > 0", name=op.f("ck_quiz_sections_draws_counted")),
        sa.ForeignKeyConstraint(
            ["quiz_id"], ["quizzes.id"], name=op.f("fk_quiz_sections_quiz_id_quizzes"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiz_sections")),
        sa.UniqueConstraint("public_id", name=op.f("uq_quiz_sections_public_id")),
    )
    op.create_index("ix_quiz_sections_quiz_id_position", "quiz_sections", ["quiz_id", "position"], unique=False)
    op.create_table(
        "quiz_exceptions",
        sa.Column("quiz_id", BIG, nullable=False),
        sa.Column("user_id", BIG, nullable=True),
        sa.Column("group_id", BIG, nullable=True),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("time_percent", sa.Integer(), nullable=True),
        sa.Column("attempts_allowed", sa.Integer(), nullable=True),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(user_id IS NULL) <> (group_id IS NULL)", name=op.f("ck_quiz_exceptions_of_one_side")),
        sa.CheckConstraint(
            "attempts_allowed IS NULL OR attempts_allowed >= 0", name=op.f("ck_quiz_exceptions_attempts_counted")
        ),
        sa.CheckConstraint(
            "opens_at IS NULL OR closes_at IS NULL OR opens_at < closes_at",
            name=op.f("ck_quiz_exceptions_opens_before_it_closes"),
        ),
        sa.CheckConstraint("time_percent IS NULL OR time_percent >= 100", name=op.f("ck_quiz_exceptions_time_is_more")),
        sa.ForeignKeyConstraint(
            ["group_id"], ["class_groups.id"], name=op.f("fk_quiz_exceptions_group_id_class_groups"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["quiz_id"], ["quizzes.id"], name=op.f("fk_quiz_exceptions_quiz_id_quizzes"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_quiz_exceptions_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiz_exceptions")),
        sa.UniqueConstraint("public_id", name=op.f("uq_quiz_exceptions_public_id")),
        sa.UniqueConstraint("quiz_id", "group_id", name=op.f("uq_quiz_exceptions_quiz_id_group_id")),
        sa.UniqueConstraint("quiz_id", "user_id", name=op.f("uq_quiz_exceptions_quiz_id_user_id")),
    )
    op.create_index("ix_quiz_exceptions_group_id", "quiz_exceptions", ["group_id"], unique=False)
    op.create_index("ix_quiz_exceptions_user_id", "quiz_exceptions", ["user_id"], unique=False)
    op.create_table(
        "outages",
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.CheckConstraint("began_at < ended_at", name=op.f("ck_outages_began_before_it_ended")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outages")),
    )
    op.create_index("ix_outages_ended_at", "outages", ["ended_at"], unique=False)
    op.create_table(
        "beats",
        sa.Column("part", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("part", name=op.f("pk_beats")),
    )
    op.create_table(
        "quiz_time_grants",
        sa.Column("quiz_id", BIG, nullable=False),
        sa.Column("outage_id", BIG, nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("given_by_id", BIG, nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.CheckConstraint("seconds > 0", name=op.f("ck_quiz_time_grants_seconds_counted")),
        sa.ForeignKeyConstraint(
            ["given_by_id"], ["users.id"], name=op.f("fk_quiz_time_grants_given_by_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["outage_id"], ["outages.id"], name=op.f("fk_quiz_time_grants_outage_id_outages"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["quiz_id"], ["quizzes.id"], name=op.f("fk_quiz_time_grants_quiz_id_quizzes"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiz_time_grants")),
    )
    op.create_index("ix_quiz_time_grants_quiz_id", "quiz_time_grants", ["quiz_id", "given_at"], unique=False)
    op.create_table(
        "questions",
        sa.Column("classroom_id", BIG, nullable=False),
        sa.Column("quiz_id", BIG, nullable=True),
        sa.Column("section_id", BIG, nullable=True),
        sa.Column("owner_id", BIG, nullable=True),
        sa.Column("origin_id", BIG, nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("points", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("plain", sa.String(length=300), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(quiz_id IS NULL) = (section_id IS NULL)", name=op.f("ck_questions_in_quiz_and_section")),
        sa.ForeignKeyConstraint(
            ["classroom_id"], ["classrooms.id"], name=op.f("fk_questions_classroom_id_classrooms"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["origin_id"], ["questions.id"], name=op.f("fk_questions_origin_id_questions"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["users.id"], name=op.f("fk_questions_owner_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["quiz_id"], ["quizzes.id"], name=op.f("fk_questions_quiz_id_quizzes"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["section_id"],
            ["quiz_sections.id"],
            name=op.f("fk_questions_section_id_quiz_sections"),
            **AT_COMMIT,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
        sa.UniqueConstraint("public_id", name=op.f("uq_questions_public_id")),
    )
    op.create_index("ix_questions_classroom_id", "questions", ["classroom_id"], unique=False)
    op.create_index("ix_questions_origin_id", "questions", ["origin_id"], unique=False)
    op.create_index("ix_questions_owner_id", "questions", ["owner_id", "deleted_at", "id"], unique=False)
    op.create_index("ix_questions_quiz_id_section_id", "questions", ["quiz_id", "section_id", "position"], unique=False)
    op.create_index("ix_questions_section_id", "questions", ["section_id"], unique=False)
    op.create_table(
        "question_versions",
        sa.Column("question_id", BIG, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author_id", BIG, nullable=True),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("text", JSON, nullable=False),
        sa.Column("content", JSON, nullable=False),
        sa.Column("feedback", JSON, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["users.id"], name=op.f("fk_question_versions_author_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["questions.id"],
            name=op.f("fk_question_versions_question_id_questions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_versions")),
        sa.UniqueConstraint("question_id", "number", name=op.f("uq_question_versions_question_id_number")),
    )
    op.create_table(
        "question_tags",
        sa.Column("question_id", BIG, nullable=False),
        sa.Column("tag", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_question_tags_question_id_questions"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("question_id", "tag", name=op.f("pk_question_tags")),
    )
    op.create_index("ix_question_tags_tag", "question_tags", ["tag"], unique=False)
    op.create_table(
        "question_files",
        sa.Column("question_id", BIG, nullable=False),
        sa.Column("file_id", BIG, nullable=False),
        sa.Column("use", _one_of("fileuse", "asked", "told"), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["files.id"], name=op.f("fk_question_files_file_id_files"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_question_files_question_id_questions"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("question_id", "file_id", "use", name=op.f("pk_question_files")),
    )
    op.create_index("ix_question_files_file_id", "question_files", ["file_id"], unique=False)
    op.create_table(
        "quiz_files",
        sa.Column("quiz_id", BIG, nullable=False),
        sa.Column("file_id", BIG, nullable=False),
        sa.Column("in_intro", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["files.id"], name=op.f("fk_quiz_files_file_id_files"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["quiz_id"], ["quizzes.id"], name=op.f("fk_quiz_files_quiz_id_quizzes"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("quiz_id", "file_id", "in_intro", name=op.f("pk_quiz_files")),
    )
    op.create_index("ix_quiz_files_file_id", "quiz_files", ["file_id"], unique=False)
    op.create_table(
        "attempts",
        sa.Column("quiz_id", BIG, nullable=False),
        sa.Column("classroom_id", BIG, nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("is_preview", sa.Boolean(), nullable=False),
        sa.Column("state", _one_of("attemptstate", "open", "submitted"), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("extra_seconds", sa.Integer(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_in_by", _one_of("handedinby", "student", "clock", "teacher"), nullable=True),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.Column("device", sa.String(length=60), nullable=False),
        sa.Column("points", sa.String(length=200), nullable=False),
        sa.Column("score", sa.String(length=200), nullable=True),
        sa.Column("percent", sa.Integer(), nullable=True),
        sa.Column("to_grade", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.CheckConstraint("(state = 'open') = (submitted_at IS NULL)", name=op.f("ck_attempts_submitted_has_instant")),
        sa.CheckConstraint("to_grade >= 0", name=op.f("ck_attempts_to_grade_counted")),
        sa.ForeignKeyConstraint(
            ["classroom_id"], ["classrooms.id"], name=op.f("fk_attempts_classroom_id_classrooms"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["quiz_id"], ["quizzes.id"], name=op.f("fk_attempts_quiz_id_quizzes"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_attempts_user_id_users"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
        sa.UniqueConstraint("public_id", name=op.f("uq_attempts_public_id")),
        sa.UniqueConstraint("quiz_id", "user_id", "number", name=op.f("uq_attempts_quiz_id_user_id_number")),
    )
    op.create_index("ix_attempts_classroom_id", "attempts", ["classroom_id"], unique=False)
    op.create_index(
        "ix_attempts_due",
        "attempts",
        ["deadline_at"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index("ix_attempts_quiz_id_submitted_at", "attempts", ["quiz_id", "submitted_at"], unique=False)
    op.create_index(
        "ix_attempts_untold",
        "attempts",
        ["quiz_id"],
        unique=False,
        sqlite_where=sa.text("state = 'submitted' AND told_at IS NULL"),
        postgresql_where=sa.text("state = 'submitted' AND told_at IS NULL"),
    )
    op.create_index("ix_attempts_user_id_submitted_at", "attempts", ["user_id", "submitted_at"], unique=False)
    op.create_index(
        "ux_attempts_open",
        "attempts",
        ["quiz_id", "user_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "responses",
        sa.Column("attempt_id", BIG, nullable=False),
        sa.Column("question_id", BIG, nullable=False),
        sa.Column("version_id", BIG, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("points", sa.String(length=200), nullable=False),
        sa.Column("answer", JSON, nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("flagged", sa.Boolean(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("share", sa.String(length=200), nullable=True),
        sa.Column("comment", sa.String(length=5000), nullable=False),
        sa.Column("graded_by_id", BIG, nullable=True),
        sa.Column("graded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("sequence >= 0", name=op.f("ck_responses_sequence_counted")),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempts.id"], name=op.f("fk_responses_attempt_id_attempts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["graded_by_id"], ["users.id"], name=op.f("fk_responses_graded_by_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_responses_question_id_questions"), **AT_COMMIT
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["question_versions.id"],
            name=op.f("fk_responses_version_id_question_versions"),
            **AT_COMMIT,
        ),
        sa.PrimaryKeyConstraint("attempt_id", "question_id", name=op.f("pk_responses")),
        sa.UniqueConstraint("attempt_id", "position", name=op.f("uq_responses_attempt_id_position")),
    )
    op.create_index("ix_responses_question_id", "responses", ["question_id"], unique=False)
    op.create_index("ix_responses_version_id", "responses", ["version_id"], unique=False)
    op.create_table(
        "late_answers",
        sa.Column("attempt_id", BIG, nullable=False),
        sa.Column("question_id", BIG, nullable=False),
        sa.Column("answer", JSON, nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("late_by", sa.Integer(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempts.id"], name=op.f("fk_late_answers_attempt_id_attempts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_late_answers_question_id_questions"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_late_answers")),
    )
    op.create_index("ix_late_answers_attempt_id", "late_answers", ["attempt_id", "question_id"], unique=False)
    op.create_table(
        "quiz_results",
        sa.Column("quiz_id", BIG, nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("classroom_id", BIG, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("attempt_id", BIG, nullable=True),
        sa.Column("score", sa.String(length=200), nullable=True),
        sa.Column("points", sa.String(length=200), nullable=True),
        sa.Column("percent", sa.Integer(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("to_grade", sa.Integer(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("attempts > 0", name=op.f("ck_quiz_results_attempts_counted")),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempts.id"], name=op.f("fk_quiz_results_attempt_id_attempts"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["classroom_id"],
            ["classrooms.id"],
            name=op.f("fk_quiz_results_classroom_id_classrooms"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["quiz_id"], ["quizzes.id"], name=op.f("fk_quiz_results_quiz_id_quizzes"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_quiz_results_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("quiz_id", "user_id", name=op.f("pk_quiz_results")),
    )
    op.create_index("ix_quiz_results_classroom_id_user_id", "quiz_results", ["classroom_id", "user_id"], unique=False)
    op.create_index("ix_quiz_results_user_id_submitted_at", "quiz_results", ["user_id", "submitted_at"], unique=False)
    with op.batch_alter_table("lessons", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_lessons_lessonkind"), type_="check")
        batch_op.drop_constraint(op.f("ck_lessons_finishrule"), type_="check")
        batch_op.add_column(sa.Column("quiz_id", BIG, nullable=True))
        batch_op.create_check_constraint(op.f("ck_lessons_lessonkind"), f"kind IN ({KINDS}, 'quiz')")
        batch_op.create_check_constraint(op.f("ck_lessons_finishrule"), f"finish_rule IN ({RULES}, 'quiz')")
        batch_op.create_foreign_key(
            op.f("fk_lessons_quiz_id_quizzes"), "quizzes", ["quiz_id"], ["id"], ondelete="SET NULL"
        )
        batch_op.create_index("ix_lessons_quiz_id", ["quiz_id"], unique=False)


def downgrade() -> None:
    op.execute("DELETE FROM lessons WHERE kind = 'quiz'")
    op.execute("UPDATE lessons SET finish_rule = 'button' WHERE finish_rule = 'quiz'")
    with op.batch_alter_table("lessons", schema=None) as batch_op:
        batch_op.drop_index("ix_lessons_quiz_id")
        batch_op.drop_constraint(op.f("fk_lessons_quiz_id_quizzes"), type_="foreignkey")
        batch_op.drop_constraint(op.f("ck_lessons_lessonkind"), type_="check")
        batch_op.drop_constraint(op.f("ck_lessons_finishrule"), type_="check")
        batch_op.drop_column("quiz_id")
        batch_op.create_check_constraint(op.f("ck_lessons_lessonkind"), f"kind IN ({KINDS})")
        batch_op.create_check_constraint(op.f("ck_lessons_finishrule"), f"finish_rule IN ({RULES})")
    op.drop_table("quiz_results")
    op.drop_table("late_answers")
    op.drop_table("responses")
    op.drop_table("attempts")
    op.drop_table("quiz_files")
    op.drop_table("question_files")
    op.drop_table("question_tags")
    op.drop_table("question_versions")
    op.drop_table("questions")
    op.drop_table("quiz_time_grants")
    op.drop_table("beats")
    op.drop_table("outages")
    op.drop_table("quiz_exceptions")
    op.drop_table("quiz_sections")
    op.drop_table("quizzes")
