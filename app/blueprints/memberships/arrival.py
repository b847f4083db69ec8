"""Where one is after joining."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.models.classroom import Membership
from app.permissions import forget_roles


def arrived(member: Membership) -> ResponseReturnValue:
    """The own start page, which shows the class, or that the teacher is asked."""
    forget_roles()
    title = member.classroom.title
    if member.is_active:
        flash(_("You are in: %(classroom)s", classroom=title), "success")
    else:
        flash(_("You asked to join %(classroom)s. Its teacher decides, and your bell rings.", classroom=title), "info")
    return redirect(url_for("pages.home"), 303)
