"""A minimal Flask page that asks the database the same: what a page of the portal is compared with.

`BARE_PAGES` names a JSON file: the cookie of somebody signed in, and the paths to measure. At its start the process
asks the portal for each of them and keeps the statements of its session and the size of its answer. From then on it is
a plain Flask app on the same models: it reads who asks out of the signed cookie, executes the statements through the
session of Flask-SQLAlchemy, and one plain template lists what came until the size is reached.
"""

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

from flask import Flask, render_template, session
from jinja2 import DictLoader
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState

from app import create_app
from app.extensions import Base, db

TEMPLATE = """<!DOCTYPE html>
<html lang="en">
  <head><meta charset="utf-8"><title>{{ path }}</title></head>
  <body>
    <h1>{{ path }}</h1>
    <ul>
      {% for text in texts %}
        <li><a href="/somewhere/{{ loop.index }}">{{ text }}</a></li>
      {% endfor %}
    </ul>
  </body>
</html>
"""
AROUND_A_TEXT = 54


@dataclass
class Page:
    """What the portal executes for one page, and how many bytes it answers."""

    statements: list[tuple[Any, Any]] = field(default_factory=list)
    size: int = 0


def recorded(portal: Flask, cookie: str, path: str) -> Page:
    """The page of the portal at `path`. Raises RuntimeError if there is none."""
    page = Page()

    def note(state: ORMExecuteState) -> None:
        page.statements.append((state.statement, state.parameters))

    browser = portal.test_client()
    name, _, value = cookie.partition("=")
    browser.set_cookie(name, value)
    browser.get(path)  # what is asked but once is over
    event.listen(db.session, "do_orm_execute", note)
    answer = browser.get(path)
    event.remove(db.session, "do_orm_execute", note)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answers {answer.status_code}")
    page.size = len(answer.data)
    return page


def all_recorded() -> dict[str, Page]:
    """The pages by their paths. Nothing of the portal stays open for the processes to come."""
    with open(os.environ["BARE_PAGES"]) as file:
        wanted = json.load(file)
    portal = create_app()
    pages = {path.partition("?")[0]: recorded(portal, wanted["cookie"], path) for path in wanted["paths"]}
    with portal.app_context():
        db.engine.dispose()
    return pages


PAGES = all_recorded()
app = Flask(__name__)
app.config.update(SQLALCHEMY_DATABASE_URI=os.environ["DATABASE_URL"], SECRET_KEY=os.environ["SECRET_KEY"])
app.jinja_loader = DictLoader({"page.html": TEMPLATE})
db.init_app(app)


@app.get("/healthz")
def healthz() -> str:
    return "ok"


@app.get("/", defaults={"path": ""})
@app.get("/<path:path>")
def page(path: str) -> str | tuple[str, int]:
    if "_user_id" not in session:
        return "Who are you?", 401
    wanted = PAGES[f"/{path}"]
    found = [db.session.execute(statement, parameters).all() for statement, parameters in wanted.statements]
    return render_template("page.html", path=path, texts=filling(cells(found), wanted.size))


def cells(found: Iterable[Iterable[Iterable[Any]]]) -> Iterator[str]:
    """Every value of every row, with those of each object."""
    for rows in found:
        for row in rows:
            for value in row:
                if isinstance(value, Base):
                    yield from (str(each) for name, each in vars(value).items() if name[0] != "_")
                else:
                    yield str(value)


def filling(texts: Iterable[str], size: int) -> list[str]:
    """`texts`, again and again, until a page of about `size` bytes is full."""
    chosen, length = [], 0
    for text in cycle(texts):
        if length >= size:
            break
        chosen.append(text)
        length += len(text) + AROUND_A_TEXT
    return chosen
