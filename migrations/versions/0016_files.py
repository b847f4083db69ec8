"""files of a class"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=20)


def upgrade() -> None:
    op.create_table(
        "files",
        sa.Column("classroom_id", BIG, nullable=False),
        sa.Column("uploader_id", BIG, nullable=True),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("filename", sa.String(length=255), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("kind", _one_of("filekind", "image", "pdf", "video", "audio", "captions", "other"), nullable=False),
        sa.Column("size", BIG, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("state", _one_of("filestate", "ready", "waiting", "working", "failed"), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(length=255), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("preview_key", sa.String(length=32), nullable=True),
        sa.Column("playable_key", sa.String(length=32), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("unused_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("size >= 0", name=op.f("ck_files_size_counted")),
        sa.ForeignKeyConstraint(
            ["classroom_id"], ["classrooms.id"], name=op.f("fk_files_classroom_id_classrooms"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["uploader_id"], ["users.id"], name=op.f("fk_files_uploader_id_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
        sa.UniqueConstraint("public_id", name=op.f("uq_files_public_id")),
    )
    op.create_index("ix_files_classroom_id_created_at", "files", ["classroom_id", "created_at"], unique=False)
    op.create_index("ix_files_key", "files", ["key"], unique=False)
    op.create_index("ix_files_playable_key", "files", ["playable_key"], unique=False)
    op.create_index("ix_files_preview_key", "files", ["preview_key"], unique=False)
    op.create_index("ix_files_state", "files", ["state"], unique=False)
    op.create_table(
        "lesson_files",
        sa.Column("lesson_id", BIG, nullable=False),
        sa.Column("file_id", BIG, nullable=False),
        sa.Column("place", _one_of("fileplace", "main", "body", "attachment", "captions", "poster"), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["files.id"], name=op.f("fk_lesson_files_file_id_files"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["lesson_id"], ["lessons.id"], name=op.f("fk_lesson_files_lesson_id_lessons"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson_files")),
        sa.UniqueConstraint("lesson_id", "file_id", "place", name=op.f("uq_lesson_files_lesson_id_file_id_place")),
    )
    op.create_index("ix_lesson_files_file_id", "lesson_files", ["file_id"], unique=False)
    op.create_table(
        "resources",
        sa.Column("classroom_id", BIG, nullable=False),
        sa.Column("author_id", BIG, nullable=True),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("file_id", BIG, nullable=True),
        sa.Column("url", sa.String(length=2000), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(file_id IS NULL) <> (url = '')", name=op.f("ck_resources_of_one_thing")),
        sa.ForeignKeyConstraint(
            ["author_id"], ["users.id"], name=op.f("fk_resources_author_id_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["classroom_id"], ["classrooms.id"], name=op.f("fk_resources_classroom_id_classrooms"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_resources_file_id_files"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resources")),
        sa.UniqueConstraint("public_id", name=op.f("uq_resources_public_id")),
    )
    op.create_index("ix_resources_classroom_id_position", "resources", ["classroom_id", "position"], unique=False)
    op.create_index("ix_resources_file_id", "resources", ["file_id"], unique=False)
    op.create_table(
        "uploads",
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("classroom_id", BIG, nullable=False),
        sa.Column("filename", sa.String(length=255), nullable=False),
        sa.Column("size", BIG, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("file_id", BIG, nullable=True),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("id", BIG, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_uploads_size_counted")),
        sa.ForeignKeyConstraint(
            ["classroom_id"], ["classrooms.id"], name=op.f("fk_uploads_classroom_id_classrooms"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_uploads_file_id_files"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_uploads_user_id_users"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uploads")),
        sa.UniqueConstraint("public_id", name=op.f("uq_uploads_public_id")),
    )
    op.create_index("ix_uploads_expires_at", "uploads", ["expires_at"], unique=False)
    op.create_index(op.f("ix_uploads_user_id"), "uploads", ["user_id"], unique=False)
    with op.batch_alter_table("schools", schema=None) as batch_op:
        batch_op.add_column(sa.Column("file_megabytes", sa.Integer(), nullable=False, server_default="1000"))
        batch_op.add_column(sa.Column("class_megabytes", sa.Integer(), nullable=False, server_default="10000"))
        batch_op.add_column(sa.Column("school_megabytes", sa.Integer(), nullable=False, server_default="100000"))
        batch_op.create_check_constraint(
            op.f("ck_schools_room_for_files"), "file_megabytes > 0 AND class_megabytes > 0 AND school_megabytes > 0"
        )


def downgrade() -> None:
    with op.batch_alter_table("schools", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_schools_room_for_files"), type_="check")
        batch_op.drop_column("school_megabytes")
        batch_op.drop_column("class_megabytes")
        batch_op.drop_column("file_megabytes")
    op.drop_table("uploads")
    op.drop_table("resources")
    op.drop_table("lesson_files")
    op.drop_table("files")
