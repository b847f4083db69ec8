"""Words of notifications."""

from __future__ import annotations

from marshmallow import Schema, fields

from app.blueprints.api.schemas.base import Body
from app.blueprints.api.schemas.fields import Choice, Nest, Text
from app.models import limits
from app.models.notification import Channel


class WordsSchema(Schema):
    title = fields.String(required=True)
    body = fields.String(required=True)


class TemplateSchema(Schema):
    """What one type says on one channel in one language."""

    type = fields.String(required=True)
    channel = Choice(Channel, required=True)
    language = fields.String(required=True)
    title = fields.String(required=True, allow_none=True, metadata={"description": "Null: Classbell's own words."})
    body = fields.String(required=True, allow_none=True)
    version = fields.Integer(required=True, metadata={"description": "Counts the changes; 0 without own words."})
    usual = Nest(WordsSchema, required=True, metadata={"description": "Classbell's own words, with examples."})
    variables = fields.List(fields.String(), required=True, metadata={"description": "What {braces} may name."})


class TemplateList(Schema):
    templates = Nest(TemplateSchema, many=True, required=True)


class TemplatePut(Body):
    title = Text(limits.TEMPLATE_TITLE, least=1, required=True)
    body = Text(limits.TEMPLATE_BODY, load_default="")
