"""The page of a question's fields, and what a browser sends of it."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from flask import Flask, render_template_string
from werkzeug.datastructures import MultiDict

PAGE = """{% from "questions/parts.html" import editing %}<form>{{ editing(type, raw, prefix, problems) }}</form>"""


class Sent(HTMLParser):
    """What a browser sends of a page: its fields, and the buttons that could send it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.fields: MultiDict[str, str] = MultiDict()
        self.buttons: list[str] = []
        self._templates = 0
        self._open = ""
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self._templates += tag == "template"
        if self._templates:
            return
        if tag == "button" and values.get("name"):
            self.buttons.append(values["value"])
        if tag in ("textarea", "select"):
            self._open, self._text = values["name"], ""
        if tag == "option" and "selected" in values:
            self.fields.add(self._open, values["value"])
        kind = values.get("type")
        if tag == "input" and (kind not in ("radio", "checkbox") or "checked" in values):
            self.fields.add(values["name"], values.get("value", ""))

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        self._templates -= tag == "template"
        if tag == "textarea" and not self._templates:
            self.fields.add(self._open, self._text.removeprefix("\n"))


def page(app: Flask, type: str, raw: Any, prefix: str = "q1-", problems: Any = None) -> str:
    with app.test_request_context("/"):
        return render_template_string(PAGE, type=type, raw=raw, prefix=prefix, problems=problems or {})


def sent(app: Flask, type: str, raw: Any, prefix: str = "q1-", press: str = "") -> MultiDict[str, str]:
    found = Sent()
    found.feed(page(app, type, raw, prefix))
    if press:
        assert press in found.buttons
        found.fields.add(f"{prefix}row", press)
    return found.fields
