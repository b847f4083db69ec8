"""second factor"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
POLICY = sa.Enum("nobody", "admins", "staff", name="factorpolicy", native_enum=False, create_constraint=True, length=20)


def upgrade() -> None:
    op.create_table(
        "second_factors",
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("sealed_secret", sa.String(length=250), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_second_factors_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_second_factors")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_recovery_codes_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_codes")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_recovery_codes_code_hash")),
    )
    with op.batch_alter_table("recovery_codes", schema=None) as batch_op:
        batch_op.create_index("ix_recovery_codes_user_id", ["user_id"], unique=False)
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.add_column(sa.Column("second_factor_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("user_sessions", schema=None) as batch_op:
        # Whoever is signed in already is asked at the first deed that matters.
        long_ago = sa.text("'2000-01-01 00:00:00.000000'")
        batch_op.add_column(sa.Column("proved_at", sa.DateTime(timezone=True), nullable=False, server_default=long_ago))
    with op.batch_alter_table("schools", schema=None) as batch_op:
        batch_op.add_column(sa.Column("second_factor", POLICY, nullable=False, server_default="nobody"))


def downgrade() -> None:
    with op.batch_alter_table("schools", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_schools_factorpolicy"), type_="check")
        batch_op.drop_column("second_factor")
    with op.batch_alter_table("user_sessions", schema=None) as batch_op:
        batch_op.drop_column("proved_at")
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.drop_column("second_factor_at")
    op.drop_table("recovery_codes")
    op.drop_table("second_factors")
