"""Column types and mixins that every model shares."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, Protocol

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Enum, Integer, MetaData, String, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

from app import clock
from app.extensions import Base

PUBLIC_ID_LENGTH = 32
STORAGE_KEY = 32

BigId = BigInteger().with_variant(Integer, "sqlite")
Json = JSON().with_variant(JSONB(), "postgresql")
Id = Annotated[int, mapped_column(BigId, primary_key=True)]


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, kept in UTC. SQLite forgets the zone, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime was given for an instant")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Instant = Annotated[datetime, mapped_column(UtcDateTime)]


def choice(values: type[StrEnum], name: str = "") -> Enum:
    """A column type for one of `values`, held by a CHECK constraint; the second of a table needs a name of its own."""
    return Enum(
        values,
        native_enum=False,
        create_constraint=True,
        length=20,
        name=name or values.__name__.lower(),
        values_callable=lambda options: [option.value for option in options],
    )


def new_public_id() -> str:
    """128 random bits as 32 hexadecimal digits."""
    return secrets.token_hex(16)


class random_public_id(FunctionElement[str]):  # noqa: N801 - named as the SQL function it stands for
    """The SQL counterpart of `new_public_id`, for rows made by INSERT … SELECT: 8 digits of the time, the rest random.

    What is made together so stands together in the unique index, where rows wholly at random would each change a page
    of their own. 90 random bits are left, and nobody learns a time that he does not see anyway.
    """

    type = String()
    inherit_cache = True


@compiles(random_public_id)
def _random_public_id(_element: object, _compiler: Any, **_: object) -> str:
    time = "lpad(to_hex(CAST(extract(epoch FROM now()) AS bigint)), 8, '0')"
    return f"({time} || substr(replace(CAST(gen_random_uuid() AS text), '-', ''), 9))"


@compiles(random_public_id, "sqlite")
def _random_public_id_sqlite(_element: object, _compiler: Any, **_: object) -> str:
    return "(printf('%08x', strftime('%s', 'now')) || lower(hex(randomblob(12))))"


class Subject(Protocol):
    """What an event or an audit entry is about: a row with a key."""

    __tablename__: str
    id: Any


class HasId:
    """A key for joins, never shown outside."""

    id: Mapped[Id]


class HasPublicId(HasId):
    """An unguessable name for URLs and the API beside the key."""

    public_id: Mapped[str] = mapped_column(String(PUBLIC_ID_LENGTH), unique=True, default=new_public_id)


class HasTimes:
    """When the row was made and last changed."""

    created_at: Mapped[Instant] = mapped_column(default=clock.now)
    updated_at: Mapped[Instant] = mapped_column(default=clock.now, onupdate=clock.now)


class Leased:
    """Work in a row: waiting, taken for a while under a token, tried again, or set aside."""

    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[Instant | None]
    lease_token: Mapped[str | None] = mapped_column(String(32))
    lease_until: Mapped[Instant | None]
    error: Mapped[str | None] = mapped_column(String(500))


def metadata() -> MetaData:
    """Of all models: for migrations."""
    return Base.metadata


def contains(column: Any, text: str) -> Any:
    """`column` (already lower case) contains `text`, with LIKE's own signs taken literally."""
    return func.lower(column).contains(text.lower(), autoescape=True)
