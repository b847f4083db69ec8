"""Who was reached by an announcement, and who has read it."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actions import announcement_reach
from app.actions.announcement_reach import Reach, Reached
from app.blueprints.announcements import blueprint
from app.models.announcement import Announcement
from app.permissions import Can, requires
from app.web.paging import page


@blueprint.get("/announcements/<id>/people")
@requires(Can.ANNOUNCEMENT_REACH, Announcement)
def people(announcement: Announcement) -> ResponseReturnValue:
    given = request.args.get("show", "")
    how = Reached(given) if given in set(Reached) else None
    reach = announcement_reach.reach(announcement)
    shown = page(
        announcement_reach.listing(announcement, how), "announcements.people", id=announcement.public_id, show=how
    )
    return render_template(
        "announcements/people.html",
        announcement=announcement,
        classroom=announcement.classroom,
        parts=_parts(announcement, reach, how),
        page=shown,
        how_far=announcement_reach.how_far(announcement, shown.items),
    )


def _parts(announcement: Announcement, reach: Reach, shown: Reached | None) -> list[dict[str, object]]:
    labels: dict[Reached | None, tuple[str, int]] = {
        None: (_("Everybody"), reach.people),
        Reached.READ: (_("Read"), reach.read),
        Reached.REACHED: (_("Reached"), reach.reached),
        Reached.WAITING: (_("Not yet"), reach.waiting),
        Reached.UNREACHABLE: (_("Unreachable"), reach.unreachable),
    }
    return [
        {
            "label": label,
            "badge": str(number),
            "url": url_for("announcements.people", id=announcement.public_id, show=how),
            "current": how is shown,
        }
        for how, (label, number) in labels.items()
    ]
