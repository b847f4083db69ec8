"""What threads share is made ready before there is a second one: whatever is worked out when first asked for may be
worked out by two at once.
"""

from __future__ import annotations

from flask import Flask
from sqlalchemy import inspect

from app.formats import markdown
from app.models import aliases


def test_no_lasting_alias_is_still_to_be_adapted(app: Flask) -> None:
    assert aliases._lasting
    for alias in aliases._lasting:
        table = inspect(alias).selectable
        for attribute in inspect(alias).mapper.column_attrs:
            assert vars(alias)[attribute.key].expression.table is table, attribute


def test_markdown_has_its_rules_in_order() -> None:
    for parser in (markdown._in_order(markdown._make()), markdown._in_order(markdown._make_literal())):
        for rules in (parser.core.ruler, parser.block.ruler, parser.inline.ruler, parser.inline.ruler2):
            assert rules.__cache__
    assert markdown._markdown.block.ruler.__cache__
