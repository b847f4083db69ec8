"""The whole corpus of hostile texts through every text field of every form that people can find (security.md T5).

A crawler follows the links of each role, fills in each form it meets, reads what comes back, and then all pages again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import cycle, islice
from urllib.parse import urlsplit

import pytest
from werkzeug.exceptions import HTTPException

from app.actions import announcements, lessons, modules
from app.actions.announcements import Timing, To
from app.extensions import db
from app.models.announcement import Audience
from app.models.classroom import Classroom
from app.models.user import User
from tests.formats.hostile_html import corpus
from tests.support.browsing import Browser
from tests.support.people import make_classroom, make_lesson, make_member, make_user

CORPUS = corpus()
A_FORM = 30
AN_ENDPOINT = 2
TYPED = {"text", "search", "url", "tel", "textarea", ""}
ADDRESSES = {"href", "src", "action", "formaction", "data", "poster", "xlink:href"}
RUNNING = ("javascript:", "vbscript:", "data:text", "data:image/svg")


@dataclass
class Form:
    action: str
    method: str
    kept: list[tuple[str, str]] = field(default_factory=list)
    typed: list[str] = field(default_factory=list)
    secret: bool = False


class Page(HTMLParser):
    """The links and forms of a page, and what on it would run."""

    def __init__(self, url: str, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.url, self.links, self.forms, self.wrong = url, [url], list[Form](), list[str]()
        self._form: Form | None = None
        self._inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._inside = tag
        self._judge(tag, given)
        if tag == "a":
            self.links.append(given.get("href", ""))
        elif tag == "form":
            self._form = Form(given.get("action") or self.url, given.get("method", "get"))
            self.forms.append(self._form)
        elif self._form and tag in ("input", "textarea", "select") and given.get("name"):
            self._note(self._form, tag, given)
        elif self._form and tag == "option" and "selected" in given and self._select:
            self._form.kept.append((self._select, given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""
        if tag == "form":
            self._form = None

    def handle_data(self, data: str) -> None:
        if self._inside == "script" and "alert(1)" in data:
            self.wrong.append(f"a script of theirs: {data[:80]}")

    def _judge(self, tag: str, given: dict[str, str]) -> None:
        for name, value in given.items():
            address = "".join(value.split()).lower()
            if name.startswith("on") or (name.startswith(("hx-", "data-hx")) and "alert" in value):
                self.wrong.append(f"<{tag} {name}={value[:60]}>")
            if name in ADDRESSES and address.startswith(RUNNING):
                self.wrong.append(f"<{tag} {name}={value[:60]}>")
        ours = tag == "iframe" and given.get("src", "").startswith("/admin/mail/")
        if tag in ("iframe", "object", "embed", "base", "marquee") and not ours:
            self.wrong.append(f"<{tag}>")

    def _note(self, form: Form, tag: str, given: dict[str, str]) -> None:
        kind = given.get("type", "") if tag == "input" else tag
        self._select = given["name"] if tag == "select" else ""
        if kind in TYPED:
            form.typed.append(given["name"])
        elif kind == "password":
            form.secret = True
        elif kind in ("radio", "checkbox") and "checked" not in given:
            return
        elif kind not in ("file", "submit", "select"):
            form.kept.append((given["name"], given.get("value", "")))

    _select = ""


class Crawler:
    """Sees each page that a role is led to, at most twice a kind."""

    def __init__(self, client: Browser) -> None:
        self.client = client
        self.wrong: list[str] = []

    def pages(self) -> Iterator[Page]:
        seen, waiting, kinds = set[str](), ["/"], Counter[str]()
        while waiting:
            url = waiting.pop(0)
            if url in seen or kinds[self._endpoint(url)] >= AN_ENDPOINT:
                continue
            seen.add(url)
            kinds[self._endpoint(url)] += 1
            page = self.read(url, self.client.get(url, check=False))
            if page:
                waiting += [link for link in page.links if link.startswith("/") and not link.startswith("//")]
                yield page

    def read(self, url: str, answer: object) -> Page | None:
        if getattr(answer, "mimetype", "") != "text/html":
            return None
        page = Page(url, answer.get_data(as_text=True))  # type: ignore[attr-defined]
        self.wrong += [f"{url}: {wrong}" for wrong in page.wrong]
        return page

    def send(self, form: Form, text: str) -> None:
        data = dict(form.kept) | dict.fromkeys(form.typed, text)
        if form.method == "get":
            self.read(form.action, self.client.get(urlsplit(form.action).path, query_string=data, check=False))
        else:
            self.read(form.action, self.client.post(form.action, data=data, check=False))
        db.session.rollback()

    def _endpoint(self, url: str) -> str:
        adapter = self.client.application.url_map.bind("localhost")
        try:
            return str(adapter.match(urlsplit(url).path, method="GET")[0])
        except HTTPException:
            return "nowhere"


@pytest.fixture
def people(client: Browser) -> dict[str, User]:
    """A class with something of everything, whose words attack already."""
    teacher = make_user("teacher")
    classroom = make_classroom(teacher, title=CORPUS[0][:100])
    student = make_user("student", CORPUS[1][:80])
    make_member(classroom, student)
    _fill(classroom)
    return {"teacher": teacher, "student": student, "admin": make_user("admin")}


def _fill(classroom: Classroom) -> None:
    owner = classroom.owner
    modules.create(classroom, actor=owner, title=CORPUS[2][:100], description=CORPUS[3])
    lesson = make_lesson(classroom, title=CORPUS[4][:100])
    lessons.update(lesson, actor=owner, body="\n\n".join(CORPUS))
    to = To(Audience.CLASSROOM, classroom=classroom)
    announcements.draft(actor=owner, to=to, title=CORPUS[5][:100], body="\n\n".join(CORPUS)[:40_000], then=Timing())


@pytest.mark.timeout(300)
@pytest.mark.parametrize("role", ["teacher", "student", "admin"])
def test_every_field_takes_the_corpus_and_no_page_runs_it(client: Browser, people: dict[str, User], role: str) -> None:
    client.log_in(people[role])
    crawler, texts = Crawler(client), cycle(CORPUS)
    forms = {}
    for page in crawler.pages():
        forms.update({(form.action.split("?")[0], tuple(form.typed)): form for form in page.forms})
    filled = [form for form in forms.values() if form.typed and not form.secret]
    for form in filled:
        for text in islice(texts, A_FORM):
            crawler.send(form, text)
    assert len(filled) * A_FORM >= (len(CORPUS) if role != "student" else 0)
    seen = [page.url for page in crawler.pages()]
    assert len(seen) > 8
    assert not crawler.wrong, "\n".join(crawler.wrong[:10])
