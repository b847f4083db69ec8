"""What the files of all resources share: a blueprint that reads JSON strictly and counts requests."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from typing import Any, NoReturn

import flask_smorest
from flask import Request, request
from flask_babel import gettext as _
from marshmallow import Schema, ValidationError
from webargs import core
from webargs.flaskparser import FlaskParser

from app.blueprints.api import rate
from app.blueprints.api.problem import Malformed, NotJson, flat
from app.blueprints.api.schemas.base import NoBody
from app.errors import Invalid
from app.web.requests import PIECES

PREFIX = "/api/v1"
BODY_BYTES = 4 * 1024 * 1024
# Those that take a file in a form, which is bounded as the forms of pages are.
WITH_FILE = frozenset({"api_quiz_files.take_new", "api_quiz_files.take_more"})


class Parser(FlaskParser):
    """Bodies are JSON and nothing else; what is wrong with one is said as `errors.Invalid`."""

    def load_json(self, req: Request, schema: Schema) -> Any:
        given = req.get_data(cache=True)
        if not given:
            return core.missing
        if not req.is_json:
            raise NotJson(_("Send JSON, with the header “Content-Type: application/json”."))
        try:
            return json.loads(given)
        except (ValueError, RecursionError) as error:
            raise Malformed(_("The body is not JSON.")) from error

    def handle_error(self, error: ValidationError, *_rest: Any, **_options: Any) -> NoReturn:
        messages = error.messages
        inside = next(iter(messages.values())) if isinstance(messages, Mapping) and messages else messages
        raise Invalid(flat(inside if isinstance(inside, Mapping) else {"body": inside}))


class Resource(flask_smorest.Blueprint):
    """The routes of one noun, named `api_<noun>`; its title heads them in the document."""

    ARGUMENTS_PARSER = Parser()

    def __init__(self, noun: str, import_name: str, title: str, description: str) -> None:
        super().__init__(f"api_{noun}", import_name, url_prefix=PREFIX, description=description)
        self.title = title
        self.before_request(_bound_body)
        self.before_request(rate.count)
        self.after_request(rate.tell)

    def query(self, schema: type[Schema]) -> Any:
        """Read the query string by `schema`, and pass it to the view as its last argument."""
        return self.arguments(schema, location="query")

    def no_body(self, view: Any) -> Any:
        """Nothing is sent with it: no body, or an empty object, which the view does not get."""

        @functools.wraps(view)
        def without(*args: Any, **kwargs: Any) -> Any:
            return view(*args[:-1], **kwargs)

        return self.arguments(NoBody, required=False)(without)

    def conflict(self, view: Any) -> Any:
        """Note in the document that this may answer 409."""
        return self.alt_response(409, response="Conflict")(view)


def _bound_body() -> None:
    if request.endpoint not in PIECES | WITH_FILE:
        request.max_content_length = BODY_BYTES
