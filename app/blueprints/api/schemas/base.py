"""Parents of all schemas, and the shape of lists."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from marshmallow import RAISE, Schema, fields

from app.blueprints.api.paging import CURSOR_LENGTH
from app.blueprints.api.schemas.fields import Nest, Number, Text
from app.models import limits


class Body(Schema):
    """What is sent: exactly the fields that are known."""

    class Meta:
        unknown = RAISE

    error_messages = {
        "unknown": _l("There is no such field."),
        "type": _l("This must be a JSON object."),
    }


class NoBody(Body):
    """Nothing, or an empty object."""


class Query(Schema):
    """A query string; what is not known in it is left alone."""


class ListQuery(Query):
    """Which slice of a list."""

    limit = Number(
        1,
        limits.API_PAGE_MAX,
        typed=False,
        load_default=limits.API_PAGE,
        metadata={"description": "How many items to answer with."},
    )
    cursor = Text(
        CURSOR_LENGTH,
        load_default=None,
        metadata={"description": "`next_cursor` of the slice before."},
    )


def listed(item: type[Schema]) -> type[Schema]:
    """The schema of a slice of a list of `item`."""
    return Schema.from_dict(
        {
            "items": Nest(item, many=True, required=True),
            "next_cursor": fields.String(
                required=True, allow_none=True, metadata={"description": "For `?cursor=`; null at the end."}
            ),
        },
        name=item.__name__.removesuffix("Schema") + "List",
    )
