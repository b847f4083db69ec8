"""What every page must be, whoever it is for (idea: a checking client, as GOV.UK Notify's tests have)."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser

INPUTS = {"input", "select", "textarea"}
UNLABELLED_TYPES = {"hidden", "submit", "button", "reset", "image"}


class Page(HTMLParser):
    """What the checks need to know of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.ids: Counter[str] = Counter()
        self.labelled: set[str] = set()
        self.fields: list[dict[str, str]] = []
        self.wrong: list[str] = []
        self.html: dict[str, str] = {}
        self._labels_open = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.tags[tag] += 1
        if "id" in values:
            self.ids[values["id"]] += 1
        if tag == "html":
            self.html = values
        if tag == "label":
            self._labels_open += 1
            self.labelled.add(values.get("for", ""))
        named = self._labels_open or "aria-label" in values or "aria-labelledby" in values
        if tag in INPUTS and values.get("type", "text") not in UNLABELLED_TYPES and not named:
            self.fields.append(values)
        self._check(tag, values)

    def handle_endtag(self, tag: str) -> None:
        if tag == "label":
            self._labels_open -= 1

    def _check(self, tag: str, values: dict[str, str]) -> None:
        if tag == "script" and values.get("type") != "application/json" and not values.get("nonce"):
            self.wrong.append("a script without a nonce")
        for name in values:
            if name == "style" or name.startswith("on"):
                self.wrong.append(f"<{tag}> has the attribute {name}")
        if tag == "img" and "alt" not in values:
            self.wrong.append("an image without alt")
        for name in ("href", "src", "action"):
            if values.get(name, "").startswith(("http:", "https:", "//", "javascript:")) and tag != "a":
                self.wrong.append(f"<{tag}> points elsewhere: {values[name]}")


def check_page(html: str, *, fragment: bool = False) -> None:
    """Fail with everything that is wrong with a page; a fragment needs no head and no heading."""
    page = Page()
    page.feed(html)
    wrong = list(page.wrong)
    wrong += [f"the id {name} stands {count} times" for name, count in page.ids.items() if count > 1]
    wrong += [f"a field without a label: {field}" for field in page.fields if field.get("id", "?") not in page.labelled]
    if not fragment:
        wrong += [f"{page.tags[tag]} <{tag}>" for tag in ("h1", "title", "main") if page.tags[tag] != 1]
        if not page.html.get("lang") or page.html.get("dir") not in ("ltr", "rtl"):
            wrong.append("<html> without lang or dir")
    assert not wrong, "\n".join(wrong)
