"""A page's form as a browser would send it: every field with what stands in it."""

from __future__ import annotations

from html.parser import HTMLParser

PRESSED = {"submit", "button", "reset", "file", "image"}


class _Forms(HTMLParser):
    """The forms of a page, each with its attributes and its fields."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[dict[str, str], dict[str, list[str]]]] = []
        self._select: str | None = None
        self._area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((values, {}))
        elif tag == "select":
            self._select = values.get("name")
        elif tag == "option" and self._select:
            if "selected" in values or self._select not in self._fields:
                self._fields[self._select] = [values.get("value", "")]
        elif tag == "textarea":
            self._area = values.get("name")
            self._add(self._area, "")
        elif tag == "input" and values.get("type") not in PRESSED and _is_sent(values):
            self._add(values.get("name"), values.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self._area and self.forms:
            self._fields[self._area][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None

    @property
    def _fields(self) -> dict[str, list[str]]:
        return self.forms[-1][1] if self.forms else {}

    def _add(self, name: str | None, value: str) -> None:
        if name and self.forms:
            self._fields.setdefault(name, []).append(value)


def _is_sent(values: dict[str, str]) -> bool:
    return values.get("type") not in ("checkbox", "radio") or "checked" in values


def fields_of(html: str, form: str) -> dict[str, list[str]]:
    """Those of the form that goes to the address, or has the id, `form`."""
    page = _Forms()
    page.feed(html)
    return next(fields for about, fields in page.forms if form in (about.get("action"), about.get("id")))
