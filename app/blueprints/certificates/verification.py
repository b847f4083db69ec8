"""The public page: is this certificate good? It says no more than the paper does (security.md T9, T26)."""

from __future__ import annotations

from flask import Response, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.actions import certificates
from app.blueprints.certificates import blueprint
from app.blueprints.certificates.forms import CodeForm
from app.models.certificate import Certificate
from app.permissions import public
from app.web import limits

PACE = "120 per hour"


@blueprint.get("/certificates/verify")
@public
def ask() -> ResponseReturnValue:
    return _page(CodeForm(formdata=None), None, 200)


@blueprint.post("/certificates/verify")
@public
def look_up() -> ResponseReturnValue:
    form = CodeForm()
    if not form.validate():
        return _page(form, None, 422)
    return redirect(url_for("certificates.verify", code=certificates.plain(form.code.data or "") or "-"), 303)


@blueprint.get("/certificates/verify/<code>")
@public
def verify(code: str) -> ResponseReturnValue:
    """The same page for a code that nobody has and for a record that somebody changed: neither proves anything."""
    limits.pace("certificate", PACE)
    found = certificates.of_code(code)
    return _page(CodeForm(formdata=None), found, 200 if found else 404, asked=True)


def _page(form: CodeForm, found: Certificate | None, status: int, *, asked: bool = False) -> Response:
    text = render_template("certificates/verify.html", form=form, certificate=found, asked=asked)
    response = make_response(text, status)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
