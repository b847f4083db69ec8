"""The first page of the office."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_timezone, ngettext
from flask_babel import gettext as _

from app import clock
from app.actions import health
from app.blueprints.admin import blueprint
from app.models.school import Registration
from app.permissions import Can, requires
from app.reports.overview import Overview, overview
from app.web import joining
from app.web.language import school


@dataclass(frozen=True)
class Need:
    """Something that asks for an admin's attention."""

    text: str
    note: str = ""
    url: str = ""


@blueprint.get("")
@requires(Can.USERS_MANAGE)
def dashboard() -> ResponseReturnValue:
    midnight = clock.now().astimezone(get_timezone()).replace(hour=0, minute=0, second=0, microsecond=0)
    figures = overview(midnight)
    lag = round(health.outbox_lag().total_seconds())
    return render_template(
        "admin/dashboard.html", figures=figures, lag=lag, needs=[*_machine(), *_guesses(), *_people(figures)]
    )


def _machine() -> list[Need]:
    checks = health.readiness()["checks"]
    texts = {
        "queue": _("The queue server does not answer. Notices come late until it is back."),
        "disk": _("The disk is nearly full. Make room before uploads stop."),
        "outbox": _("Notices are waiting to be sent out. Is the clock process running?"),
        "database": _("The database is older than this version. Run the migrations."),
    }
    return [
        Need(text, _("Ask the person who runs the server.")) for name, text in texts.items() if checks[name] != "ok"
    ]


def _guesses() -> list[Need]:
    if not joining.codes_are_guessed():
        return []
    most = joining.EVERYWHERE.item.amount
    text = _("Somebody may be guessing class codes: more than %(most)s wrong ones came within an hour.", most=most)
    return [Need(text, _("Nobody gets far by that. If a stranger is in a class, its teacher can make a new code."))]


def _people(figures: Overview) -> list[Need]:
    needs: list[Need] = []
    if number := figures.letters_dead:
        needs.append(Need(ngettext("%(num)d letter could not be sent", "%(num)d letters could not be sent", number)))
    if number := figures.deliveries_dead + figures.dispatches_failed:
        needs.append(Need(ngettext("%(num)d notice did not arrive", "%(num)d notices did not arrive", number)))
    if number := figures.invitations_run_out:
        text = ngettext("%(num)d invitation has run out", "%(num)d invitations have run out", number)
        needs.append(Need(text, _("Send it again."), url_for("admin.users", status="invited")))
    here = school()
    if here and here.registration is Registration.OPEN:
        text = _("Everybody can make an account")
        needs.append(Need(text, _("Close it when all are in."), url_for("admin.school")))
    return needs
