"""What somebody reached: his own page, which nobody else sees."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from app.actions import achievements, active_days
from app.extensions import db
from app.models.recognition import Achievement
from app.permissions import Can, requires
from app.recognition.registry import MILESTONES, Milestone
from app.web.paging import page
from app.web.visitors import viewer

blueprint = Blueprint("achievements", __name__)
A_PAGE = 24


@blueprint.get("/achievements")
@requires(Can.SIGNED_IN)
def index() -> ResponseReturnValue:
    user = viewer()
    found = page(achievements.shown_to(user), "achievements.index", size=A_PAGE)
    return render_template(
        "achievements/index.html",
        page=found,
        milestones=MILESTONES,
        titles=achievements.titles_of(found.items),
        to_come=_to_come(),
        streak=active_days.of(user),
    )


def _to_come() -> list[Milestone]:
    """What is not earned yet; what can be earned again and again is not listed once it was."""
    mine = select(Achievement.name).where(Achievement.user_id == viewer().id).distinct()
    earned = set(db.session.scalars(mine))
    return [each for each in MILESTONES.values() if each.name not in earned and each.hinted]
