"""Every mail that the portal writes, as it will be read: in a frame that can do nothing, and as text."""

from __future__ import annotations

from typing import cast

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from app.blueprints.admin import blueprint
from app.config import LANGUAGES
from app.errors import NotFound
from app.mail import Mail
from app.models import limits
from app.models.school import School
from app.notifications import mail_samples
from app.notifications.templates import Said
from app.permissions import Can, requires
from app.web.headers import framed, framing
from app.web.language import school
from app.web.visitors import viewer


@blueprint.get("/mail")
@requires(Can.SCHOOL_MANAGE)
def mails() -> ResponseReturnValue:
    labels = mail_samples.labels()
    about = {kind.name: labels[kind.name] for kind in mail_samples.kinds_by_mail()}
    others = {name: label for name, label in labels.items() if name not in about}
    return render_template("admin/mails.html", about=about, others=others)


@blueprint.get("/mail/<name>")
@requires(Can.SCHOOL_MANAGE)
def mail(name: str) -> ResponseReturnValue:
    sample = _sample(name)
    labels = mail_samples.labels()
    page = render_template("admin/mail.html", name=name, label=labels[name], sample=sample)
    return framing(page)


@blueprint.get("/mail/<name>/html")
@requires(Can.SCHOOL_MANAGE)
def mail_html(name: str) -> Response:
    return framed(_sample(name).html)


def _sample(name: str) -> Mail:
    """The mail in the language that was asked for; with the words of the address, if it has some."""
    if name not in mail_samples.labels():
        raise NotFound
    asked, title = request.args.get("language", ""), request.args.get("title", "")[: limits.TEMPLATE_TITLE]
    language = asked if asked in LANGUAGES else viewer().language
    words = Said(title, request.args.get("body", "")[: limits.TEMPLATE_BODY]) if title else None
    return mail_samples.make(name, viewer(), language, cast(School, school()).name, words)
