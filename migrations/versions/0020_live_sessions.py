"""live sessions, their series, people, attendance and recordings; calendar feeds"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
RULES = "'button', 'opened', 'minutes', 'video', 'quiz'"


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=20)


def upgrade() -> None:
    op.create_table(
        "calendar_feeds",
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_calendar_feeds_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_calendar_feeds")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feeds_token_hash")),
    )
    op.create_table(
        "reminder_choices",
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_reminder_choices_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_reminder_choices")),
    )
    op.create_table(
        "live_series",
        sa.Column("classroom_id", BIG, nullable=False),
        sa.Column("rule", sa.String(length=300), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("made_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_live_series_minutes_counted")),
        sa.ForeignKeyConstraint(
            ["classroom_id"], ["classrooms.id"], name=op.f("fk_live_series_classroom_id_classrooms"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_live_series")),
        sa.UniqueConstraint("public_id", name=op.f("uq_live_series_public_id")),
    )
    op.create_index(op.f("ix_live_series_classroom_id"), "live_series", ["classroom_id"], unique=False)
    op.create_index("ix_live_series_made_until", "live_series", ["made_until"], unique=False)
    op.create_table(
        "live_sessions",
        sa.Column("classroom_id", BIG, nullable=False),
        sa.Column("series_id", BIG, nullable=True),
        sa.Column("host_id", BIG, nullable=True),
        sa.Column("group_id", BIG, nullable=True),
        sa.Column("recurs_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("kind", _one_of("livekind", "class", "one_to_one", "group", "webinar"), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("description", sa.String(length=2000), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("state", _one_of("livestate", "scheduled", "live", "completed", "cancelled"), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_reason", sa.String(length=500), nullable=False),
        sa.Column("for_class", sa.Boolean(), nullable=False),
        sa.Column("provider", _one_of("provider", "mesh", "sfu", "link"), nullable=False),
        sa.Column("link_url", sa.String(length=2000), nullable=False),
        sa.Column("room", sa.String(length=32), nullable=False),
        sa.Column("room_secret", sa.String(length=32), nullable=False),
        sa.Column("waiting_room", sa.Boolean(), nullable=False),
        sa.Column("is_locked", sa.Boolean(), nullable=False),
        sa.Column("may_record", sa.Boolean(), nullable=False),
        sa.Column("doors", _one_of("doors", "invited", "members", "public"), nullable=False),
        sa.Column("registration", _one_of("registration", "none", "open", "approved"), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("absent_minutes", sa.Integer(), nullable=True),
        sa.Column("late_minutes", sa.Integer(), nullable=False),
        sa.Column("attend_minutes", sa.Integer(), nullable=False),
        sa.Column("is_altered", sa.Boolean(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("provider <> 'link' OR link_url <> ''", name=op.f("ck_live_sessions_link_has_address")),
        sa.CheckConstraint(
            "state <> 'cancelled' OR cancelled_at IS NOT NULL", name=op.f("ck_live_sessions_cancelled_has_instant")
        ),
        sa.CheckConstraint(
            "state <> 'completed' OR ended_at IS NOT NULL", name=op.f("ck_live_sessions_completed_was_ended")
        ),
        sa.CheckConstraint("state <> 'live' OR started_at IS NOT NULL", name=op.f("ck_live_sessions_live_was_started")),
        sa.CheckConstraint(
            "(series_id IS NULL) = (recurs_at IS NULL)", name=op.f("ck_live_sessions_of_series_has_instant")
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_live_sessions_starts_before_it_ends")),
        sa.CheckConstraint(
            "late_minutes >= 0 AND attend_minutes >= 0", name=op.f("ck_live_sessions_attendance_counted")
        ),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_live_sessions_minutes_counted")),
        sa.CheckConstraint("seats IS NULL OR seats > 0", name=op.f("ck_live_sessions_seats_counted")),
        sa.ForeignKeyConstraint(
            ["classroom_id"],
            ["classrooms.id"],
            name=op.f("fk_live_sessions_classroom_id_classrooms"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["class_groups.id"], name=op.f("fk_live_sessions_group_id_class_groups"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["host_id"], ["users.id"], name=op.f("fk_live_sessions_host_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["series_id"], ["live_series.id"], name=op.f("fk_live_sessions_series_id_live_series"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_live_sessions")),
        sa.UniqueConstraint("public_id", name=op.f("uq_live_sessions_public_id")),
        sa.UniqueConstraint("room", name=op.f("uq_live_sessions_room")),
        sa.UniqueConstraint("series_id", "recurs_at", name=op.f("uq_live_sessions_series_id_recurs_at")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_live_sessions_classroom_id_starts_at", "live_sessions", ["classroom_id", "starts_at"], unique=False
    )
    op.create_index("ix_live_sessions_group_id", "live_sessions", ["group_id"], unique=False)
    op.create_index("ix_live_sessions_host_id_starts_at", "live_sessions", ["host_id", "starts_at"], unique=False)
    op.create_index(
        "ix_live_sessions_running",
        "live_sessions",
        ["classroom_id"],
        unique=False,
        sqlite_where=sa.text("state = 'live'"),
        postgresql_where=sa.text("state = 'live'"),
    )
    op.create_index("ix_live_sessions_starts_at", "live_sessions", ["starts_at"], unique=False)
    op.create_table(
        "live_attendance",
        sa.Column("session_id", BIG, nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column(
            "status",
            _one_of("presence", "unknown", "present", "late", "left_early", "absent", "excused"),
            nullable=False,
        ),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("first_joined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "corrected",
            _one_of("corrected_presence", "unknown", "present", "late", "left_early", "absent", "excused"),
            nullable=True,
        ),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("corrected_by_id", BIG, nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("seconds >= 0", name=op.f("ck_live_attendance_seconds_counted")),
        sa.ForeignKeyConstraint(
            ["corrected_by_id"],
            ["users.id"],
            name=op.f("fk_live_attendance_corrected_by_id_users"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["live_sessions.id"],
            name=op.f("fk_live_attendance_session_id_live_sessions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_live_attendance_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_id", "user_id", name=op.f("pk_live_attendance")),
    )
    op.create_index("ix_live_attendance_user_id", "live_attendance", ["user_id"], unique=False)
    op.create_table(
        "live_entries",
        sa.Column("session_id", BIG, nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("state", _one_of("entry", "waiting", "admitted", "removed"), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["live_sessions.id"],
            name=op.f("fk_live_entries_session_id_live_sessions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_live_entries_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_id", "user_id", name=op.f("pk_live_entries")),
    )
    op.create_index("ix_live_entries_user_id", "live_entries", ["user_id"], unique=False)
    op.create_table(
        "live_messages",
        sa.Column("session_id", BIG, nullable=False),
        sa.Column("author_id", BIG, nullable=True),
        sa.Column("client_id", sa.String(length=32), nullable=False),
        sa.Column("body", sa.String(length=2000), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["users.id"], name=op.f("fk_live_messages_author_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["live_sessions.id"],
            name=op.f("fk_live_messages_session_id_live_sessions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_live_messages")),
        sa.UniqueConstraint("client_id", name=op.f("uq_live_messages_client_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_live_messages_public_id")),
    )
    op.create_index("ix_live_messages_session_id_id", "live_messages", ["session_id", "id"], unique=False)
    op.create_table(
        "live_participants",
        sa.Column("session_id", BIG, nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column(
            "seat", _one_of("seat", "invited", "guest", "requested", "waiting", "declined", "removed"), nullable=False
        ),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["users.id"], name=op.f("fk_live_participants_decided_by_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["live_sessions.id"],
            name=op.f("fk_live_participants_session_id_live_sessions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_live_participants_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_id", "user_id", name=op.f("pk_live_participants")),
    )
    op.create_index(
        "ix_live_participants_session_id_seat",
        "live_participants",
        ["session_id", "seat", "registered_at"],
        unique=False,
    )
    op.create_index("ix_live_participants_user_id", "live_participants", ["user_id", "seat"], unique=False)
    op.create_table(
        "live_visits",
        sa.Column("session_id", BIG, nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("connection", sa.String(length=32), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", BIG, nullable=False),
        sa.CheckConstraint("seen_at >= joined_at", name=op.f("ck_live_visits_seen_after_joining")),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["live_sessions.id"],
            name=op.f("fk_live_visits_session_id_live_sessions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_live_visits_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_live_visits")),
        sa.UniqueConstraint("connection", name=op.f("uq_live_visits_connection")),
    )
    op.create_index("ix_live_visits_session_id_user_id", "live_visits", ["session_id", "user_id"], unique=False)
    op.create_index("ix_live_visits_user_id", "live_visits", ["user_id"], unique=False)
    op.create_table(
        "recordings",
        sa.Column("session_id", BIG, nullable=False),
        sa.Column("author_id", BIG, nullable=True),
        sa.Column("file_id", BIG, nullable=True),
        sa.Column("source", _one_of("recordingsource", "room", "upload", "link"), nullable=False),
        sa.Column("state", _one_of("recordingstate", "running", "joining", "ready", "failed"), nullable=False),
        sa.Column("shown", _one_of("recordingshown", "staff", "participants", "class"), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("link_url", sa.String(length=2000), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("source <> 'link' OR link_url <> ''", name=op.f("ck_recordings_link_has_address")),
        sa.CheckConstraint("seconds IS NULL OR seconds >= 0", name=op.f("ck_recordings_seconds_counted")),
        sa.ForeignKeyConstraint(
            ["author_id"], ["users.id"], name=op.f("fk_recordings_author_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["files.id"], name=op.f("fk_recordings_file_id_files"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["live_sessions.id"],
            name=op.f("fk_recordings_session_id_live_sessions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recordings")),
        sa.UniqueConstraint("public_id", name=op.f("uq_recordings_public_id")),
    )
    op.create_index("ix_recordings_expires_at", "recordings", ["expires_at"], unique=False)
    op.create_index("ix_recordings_file_id", "recordings", ["file_id"], unique=False)
    op.create_index("ix_recordings_session_id", "recordings", ["session_id", "created_at"], unique=False)
    op.create_index("ix_recordings_state", "recordings", ["state", "heard_at"], unique=False)
    op.create_table(
        "recording_pieces",
        sa.Column("recording_id", BIG, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.CheckConstraint("number >= 0 AND size > 0", name=op.f("ck_recording_pieces_piece_counted")),
        sa.ForeignKeyConstraint(
            ["recording_id"],
            ["recordings.id"],
            name=op.f("fk_recording_pieces_recording_id_recordings"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recording_pieces")),
        sa.UniqueConstraint("recording_id", "number", name=op.f("uq_recording_pieces_recording_id_number")),
    )
    with op.batch_alter_table("lessons", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_lessons_finishrule"), type_="check")
        batch_op.add_column(sa.Column("live_session_id", BIG, nullable=True))
        batch_op.create_check_constraint(op.f("ck_lessons_finishrule"), f"finish_rule IN ({RULES}, 'attended')")
        batch_op.create_foreign_key(
            op.f("fk_lessons_live_session_id_live_sessions"),
            "live_sessions",
            ["live_session_id"],
            ["id"],
            ondelete="SET NULL",
        )
        batch_op.create_index("ix_lessons_live_session_id", ["live_session_id"], unique=False)


def downgrade() -> None:
    op.execute("UPDATE lessons SET finish_rule = 'button' WHERE finish_rule = 'attended'")
    with op.batch_alter_table("lessons", schema=None) as batch_op:
        batch_op.drop_index("ix_lessons_live_session_id")
        batch_op.drop_constraint(op.f("fk_lessons_live_session_id_live_sessions"), type_="foreignkey")
        batch_op.drop_constraint(op.f("ck_lessons_finishrule"), type_="check")
        batch_op.drop_column("live_session_id")
        batch_op.create_check_constraint(op.f("ck_lessons_finishrule"), f"finish_rule IN ({RULES})")
    op.drop_table("recording_pieces")
    op.drop_table("recordings")
    op.drop_table("live_visits")
    op.drop_table("live_participants")
    op.drop_table("live_messages")
    op.drop_table("live_entries")
    op.drop_table("live_attendance")
    op.drop_table("live_sessions")
    op.drop_table("live_series")
    op.drop_table("reminder_choices")
    op.drop_table("calendar_feeds")
