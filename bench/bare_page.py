"""A minimal Flask page that asks the database the same: what a page of the portal is compared with.

`BARE_PAGES` names a JSON file: by path, the statements that the portal's page executes with their parameters, and the
size of its answer. Every statement is executed and fetched, and a plain template lists cells until the size is reached.
"""

import json
import os
from itertools import cycle

from flask import Flask, render_template_string
from flask_sqlalchemy import SQLAlchemy

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
AROUND_A_TEXT = 70

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = os.environ["DATABASE_URL"]
db = SQLAlchemy(app)
with open(os.environ["BARE_PAGES"]) as file:
    PAGES = json.load(file)


@app.get("/healthz")
def healthz() -> str:
    return "ok"


@app.get("/", defaults={"path": ""})
@app.get("/<path:path>")
def page(path: str) -> str:
    wanted = PAGES[f"/{path}"]
    cells = []
    for statement, parameters in wanted["statements"]:
        for row in db.session.connection().exec_driver_sql(statement, tuple(parameters)).all():
            cells.extend(str(cell) for cell in row)
    return render_template_string(TEMPLATE, path=path, texts=filling(cells, wanted["bytes"]))


def filling(cells: list[str], size: int) -> list[str]:
    """Cells, again and again, until a page of about `size` bytes is full."""
    texts, length = [], 0
    for cell in cycle(cells):
        if length >= size:
            return texts
        texts.append(cell)
        length += len(cell) + AROUND_A_TEXT
    return texts
