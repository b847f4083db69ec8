"""preferences"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "kind_policies",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column(
            "channel",
            sa.Enum("bell", "push", "email", name="channel", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column(
            "rule",
            sa.Enum("choice", "forced", "off", name="rule", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column(
            "mode",
            sa.Enum("off", "instant", "digest", name="mode", native_enum=False, create_constraint=True, length=20),
            nullable=True,
        ),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("kind", "channel", name=op.f("pk_kind_policies")),
    )
    op.create_table(
        "digests",
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("window_start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("send_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "leased",
                "retry",
                "sent",
                "dead",
                "cancelled",
                name="digeststate",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_token", sa.String(length=32), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(length=500), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_digests_user_id_users"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digests")),
        sa.UniqueConstraint("public_id", name=op.f("uq_digests_public_id")),
        sa.UniqueConstraint("user_id", "window_start", name=op.f("uq_digests_user_id_window_start")),
    )
    with op.batch_alter_table("digests", schema=None) as batch_op:
        batch_op.create_index(
            "ix_digests_due",
            ["send_at"],
            unique=False,
            sqlite_where=sa.text("state IN ('pending', 'leased', 'retry')"),
            postgresql_where=sa.text("state IN ('pending', 'leased', 'retry')"),
        )

    op.create_table(
        "notification_choices",
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column(
            "channel",
            sa.Enum("bell", "push", "email", name="channel", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column(
            "mode",
            sa.Enum("off", "instant", "digest", name="mode", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_notification_choices_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "kind", "channel", name=op.f("pk_notification_choices")),
    )
    op.create_table(
        "notification_schedules",
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("quiet_on", sa.Boolean(), nullable=False),
        sa.Column("quiet_start", sa.Integer(), nullable=False),
        sa.Column("quiet_end", sa.Integer(), nullable=False),
        sa.Column("quiet_days", sa.Integer(), nullable=False),
        sa.Column("urgent_passes", sa.Boolean(), nullable=False),
        sa.Column(
            "digest_every",
            sa.Enum("day", "week", name="every", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("digest_hour", sa.Integer(), nullable=False),
        sa.Column("digest_weekday", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "digest_hour BETWEEN 0 AND 23 AND digest_weekday BETWEEN 0 AND 6",
            name=op.f("ck_notification_schedules_digest"),
        ),
        sa.CheckConstraint("quiet_days BETWEEN 0 AND 127", name=op.f("ck_notification_schedules_quiet_days")),
        sa.CheckConstraint(
            "quiet_start BETWEEN 0 AND 1439 AND quiet_end BETWEEN 0 AND 1439",
            name=op.f("ck_notification_schedules_quiet_minutes"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_notification_schedules_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_notification_schedules")),
    )
    op.create_table(
        "class_mutes",
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("classroom_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["classroom_id"], ["classrooms.id"], name=op.f("fk_class_mutes_classroom_id_classrooms"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_class_mutes_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "classroom_id", name=op.f("pk_class_mutes")),
    )
    with op.batch_alter_table("class_mutes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_class_mutes_classroom_id"), ["classroom_id"], unique=False)

    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rank", sa.SmallInteger(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("digest_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        batch_op.drop_index(
            batch_op.f("ix_deliveries_due"), sqlite_where=sa.text("state IN ('pending', 'leased', 'retry')")
        )
        batch_op.create_index(
            "ix_deliveries_due",
            ["channel", "rank", "id"],
            unique=False,
            sqlite_where=sa.text("state IN ('pending', 'held', 'leased', 'retry')"),
            postgresql_where=sa.text("state IN ('pending', 'held', 'leased', 'retry')"),
        )
        batch_op.create_index(
            "ix_deliveries_batched",
            ["user_id"],
            unique=False,
            sqlite_where=sa.text("state = 'batched' AND digest_id IS NULL"),
            postgresql_where=sa.text("state = 'batched' AND digest_id IS NULL"),
        )
        batch_op.create_index("ix_deliveries_digest_id", ["digest_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_deliveries_digest_id_digests"), "digests", ["digest_id"], ["id"], ondelete="SET NULL"
        )

    with op.batch_alter_table("dispatches", schema=None) as batch_op:
        batch_op.add_column(sa.Column("muffled", sa.Boolean(), nullable=False, server_default=sa.false()))

    with op.batch_alter_table("notifications", schema=None) as batch_op:
        batch_op.add_column(sa.Column("group_key", sa.String(length=80), nullable=True))
        batch_op.create_index(
            "ix_notifications_group",
            ["user_id", "group_key"],
            unique=False,
            sqlite_where=sa.text("read_at IS NULL AND group_key IS NOT NULL"),
            postgresql_where=sa.text("read_at IS NULL AND group_key IS NOT NULL"),
        )

    with op.batch_alter_table("schools", schema=None) as batch_op:
        batch_op.add_column(sa.Column("quiet_on", sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.add_column(sa.Column("quiet_start", sa.Integer(), nullable=False, server_default="1200"))
        batch_op.add_column(sa.Column("quiet_end", sa.Integer(), nullable=False, server_default="420"))
        batch_op.add_column(sa.Column("urgent_passes", sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.create_check_constraint(
            op.f("ck_schools_quiet_minutes"), "quiet_start BETWEEN 0 AND 1439 AND quiet_end BETWEEN 0 AND 1439"
        )


def downgrade() -> None:
    with op.batch_alter_table("schools", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_schools_quiet_minutes"), type_="check")
        batch_op.drop_column("urgent_passes")
        batch_op.drop_column("quiet_end")
        batch_op.drop_column("quiet_start")
        batch_op.drop_column("quiet_on")

    with op.batch_alter_table("notifications", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_notifications_group",
            sqlite_where=sa.text("read_at IS NULL AND group_key IS NOT NULL"),
            postgresql_where=sa.text("read_at IS NULL AND group_key IS NOT NULL"),
        )
        batch_op.drop_column("group_key")

    with op.batch_alter_table("dispatches", schema=None) as batch_op:
        batch_op.drop_column("muffled")

    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_deliveries_digest_id_digests"), type_="foreignkey")
        batch_op.drop_index("ix_deliveries_digest_id")
        batch_op.drop_index(
            "ix_deliveries_batched",
            sqlite_where=sa.text("state = 'batched' AND digest_id IS NULL"),
            postgresql_where=sa.text("state = 'batched' AND digest_id IS NULL"),
        )
        batch_op.drop_index(
            "ix_deliveries_due",
            sqlite_where=sa.text("state IN ('pending', 'held', 'leased', 'retry')"),
            postgresql_where=sa.text("state IN ('pending', 'held', 'leased', 'retry')"),
        )
        batch_op.create_index(
            batch_op.f("ix_deliveries_due"),
            ["channel", "next_attempt_at"],
            unique=False,
            sqlite_where=sa.text("state IN ('pending', 'leased', 'retry')"),
            postgresql_where=sa.text("state IN ('pending', 'leased', 'retry')"),
        )
        batch_op.drop_column("digest_id")
        batch_op.drop_column("rank")

    with op.batch_alter_table("class_mutes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_class_mutes_classroom_id"))

    op.drop_table("class_mutes")
    op.drop_table("notification_schedules")
    op.drop_table("notification_choices")
    with op.batch_alter_table("digests", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_digests_due",
            sqlite_where=sa.text("state IN ('pending', 'leased', 'retry')"),
            postgresql_where=sa.text("state IN ('pending', 'leased', 'retry')"),
        )

    op.drop_table("digests")
    op.drop_table("kind_policies")
