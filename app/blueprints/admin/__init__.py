"""The school's own office: people, the school itself, what was done."""

from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import gettext as _

blueprint = Blueprint("admin", __name__, url_prefix="/admin")

from app.blueprints.admin import (  # noqa: E402
    audit,  # noqa: F401
    calendar,  # noqa: F401
    dashboard,  # noqa: F401
    export,  # noqa: F401
    figures,  # noqa: F401
    mail_of_person,  # noqa: F401
    mails,  # noqa: F401
    newcomers,  # noqa: F401
    notice_sending,  # noqa: F401
    notices,  # noqa: F401
    person,  # noqa: F401
    policy,  # noqa: F401
    progress,  # noqa: F401
    retention,  # noqa: F401
    school,  # noqa: F401
    storage,  # noqa: F401
    templates,  # noqa: F401
    users,  # noqa: F401
)
from app.blueprints.admin.changes import change  # noqa: E402
from app.blueprints.admin.labels import DEEDS, ROLES, STATUSES, SUBJECTS  # noqa: E402

PARENTS = ("admin.users", "admin.progress", "admin.calendar", "admin.notices", "admin.templates_index", "admin.mails")
ASIDE = {"admin.notices": ("/admin/mail",)}


@blueprint.context_processor
def _around() -> dict[str, Any]:
    def tab(label: str, endpoint: str) -> dict[str, Any]:
        url = url_for(endpoint)
        here = endpoint in PARENTS and request.path.startswith((url, *ASIDE.get(endpoint, ())))
        return {"label": label, "url": url, "current": here or request.endpoint == endpoint}

    tabs = [
        tab(_("Overview"), "admin.dashboard"),
        tab(_("People"), "admin.users"),
        tab(_("School"), "admin.school"),
        tab(_("Storage"), "admin.storage"),
        tab(_("Calendar"), "admin.calendar"),
        tab(_("Progress"), "admin.progress"),
        tab(_("Notifications"), "admin.notices"),
        tab(_("Audit log"), "admin.audit_log"),
    ]
    parts = [
        tab(_("All"), "admin.notices"),
        tab(_("Written by hand"), "admin.sent_notices"),
        tab(_("Figures"), "admin.notice_figures"),
        tab(_("Rules"), "admin.policy"),
        tab(_("Keeping"), "admin.keeping"),
        tab(_("Words"), "admin.templates_index"),
        tab(_("Mails"), "admin.mails"),
    ]
    parts[0]["current"] = request.endpoint == "admin.notices"
    return {
        "notification_parts": parts,
        "tabs": tabs,
        "roles": ROLES,
        "statuses": STATUSES,
        "deeds": DEEDS,
        "kinds": SUBJECTS,
        "change": change,
    }
