"""Everybody at school, page by page."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.admin import blueprint
from app.blueprints.admin.forms import SearchForm
from app.permissions import Can, requires
from app.reports.people import last_seen, people
from app.web.paging import page

LONGEST = 100


def filters(form: SearchForm) -> dict[str, Any]:
    """What the form asks for, as parts of an address."""
    return {name: wanted(value) for name, value in form.data.items()}


def wanted(value: str | None) -> str:
    """A word to search for, without what no database takes."""
    return (value or "").strip()[:LONGEST].replace("\0", "")


@blueprint.get("/users")
@requires(Can.USERS_MANAGE)
def users() -> ResponseReturnValue:
    form = SearchForm(formdata=request.args)
    asked = filters(form)
    found = page(people(asked["q"], asked["role"], asked["status"], asked["sort"]), "admin.users", **asked)
    return render_template(
        "admin/users.html", form=form, found=found, asked=asked, seen=last_seen(found.items), columns=_columns(asked)
    )


def _columns(asked: dict[str, Any]) -> list[dict[str, Any]]:
    def sortable(key: str, label: str, first: str) -> dict[str, Any]:
        other = key if first.startswith("-") else f"-{key}"
        place = {**asked, "sort": other if asked["sort"] == first else first}
        directions = {key: "ascending", f"-{key}": "descending"}
        return {
            "key": key,
            "label": label,
            "sort_url": url_for("admin.users", **{name: value for name, value in place.items() if value}),
            "sorted": directions.get(asked["sort"]),
        }

    return [
        sortable("name", _("Name"), "name"),
        {"key": "username", "label": _("Username")},
        {"key": "email", "label": _("Email")},
        {"key": "role", "label": _("Role")},
        {"key": "status", "label": _("Account")},
        sortable("seen", _("Last seen"), "-seen"),
        sortable("created", _("Since"), "-created"),
    ]
