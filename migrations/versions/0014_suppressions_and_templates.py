"""addresses that mail comes back from, the school's own words"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=20)


def upgrade() -> None:
    op.create_table(
        "email_suppressions",
        sa.Column("id", BIG, nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("reason", _one_of("suppressionreason", "bounce", "complaint", "manual"), nullable=False),
        sa.Column("detail", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("address = lower(address)", name=op.f("ck_email_suppressions_address_lower")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_email_suppressions")),
        sa.UniqueConstraint("address", name=op.f("uq_email_suppressions_address")),
    )
    op.create_table(
        "notification_templates",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("channel", _one_of("channel", "bell", "push", "email"), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("body", sa.String(length=1000), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_by_id", BIG, nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["updated_by_id"],
            ["users.id"],
            name=op.f("fk_notification_templates_updated_by_id_users"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("kind", "channel", "language", name=op.f("pk_notification_templates")),
    )


def downgrade() -> None:
    op.drop_table("notification_templates")
    op.drop_table("email_suppressions")
