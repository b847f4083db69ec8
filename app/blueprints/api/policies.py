"""What the school decides about being reached, and notices that admins write: parts of /notifications."""

from __future__ import annotations

from typing import Any

from app import transaction
from app.blueprints.api.notifications import blueprint
from app.blueprints.api.preferences import part
from app.blueprints.api.schemas import notifications as schemas
from app.blueprints.api.schemas.preferences import PoliciesPut, PoliciesSchema
from app.extensions import db
from app.formats.wall_clock import shown_as
from app.models.preference import Rule
from app.models.school import School
from app.models.user import Role, User
from app.notifications import by_hand, matrix, policies, whom
from app.notifications.outlook import Outlook
from app.notifications.whom import Group, Whom
from app.permissions import Can, requires
from app.web.visitors import viewer


@blueprint.get("/notifications/policy")
@requires(Can.SCHOOL_MANAGE)
@blueprint.response(200, PoliciesSchema)
def show_policy() -> dict[str, Any]:
    """What the school decides about types, channels and quiet hours (admins)"""
    return _shown()


@blueprint.put("/notifications/policy")
@requires(Can.SCHOOL_MANAGE)
@blueprint.response(200, PoliciesSchema)
@blueprint.arguments(PoliciesPut)
def replace_policy(given: dict[str, Any]) -> dict[str, Any]:
    """Decide about some of them: all that is given, or nothing where a part is wrong (admins)"""
    _decide(viewer(), given)
    return _shown()


@transaction.action
def _decide(actor: User, given: dict[str, Any]) -> None:
    for number, said in enumerate(given["policies"]):
        kind = said.pop("type")
        part(f"policies.{number}", policies.decide, kind, actor=actor, **said)
    if "quiet_hours" in given:
        part("quiet_hours", policies.keep_quiet, actor=actor, **given["quiet_hours"])


def _shown() -> dict[str, Any]:
    said = matrix.policies()
    found = []
    for kind in policies.decidable():
        for channel in matrix.CHOSEN:
            if channel in kind.channels:
                policy = said.get((kind.name, channel))
                rule, reason = (policy.rule, policy.reason) if policy else (Rule.CHOICE, "")
                mode = matrix.usual(kind, channel, policy)
                found.append({"type": kind.name, "channel": channel, "rule": rule, "mode": mode, "reason": reason})
    here = db.session.scalars(School.the()).one()
    hours = {"on": here.quiet_on, "start": shown_as(here.quiet_start), "end": shown_as(here.quiet_end)}
    return {"policies": found, "quiet_hours": {**hours, "urgent_passes": here.urgent_passes}}


@blueprint.post("/notifications")
@requires(Can.NOTIFICATION_SEND)
@blueprint.response(202, schemas.SentSchema)
@blueprint.arguments(schemas.NotificationPost)
def create(given: dict[str, Any]) -> dict[str, Any]:
    """Write a notice by hand (admins)"""
    given.pop("type")
    event = by_hand.send(_whom(given), actor=viewer(), **given)
    return {"id": event.public_id, "recipients": event.facts["recipients"]}


@blueprint.post("/notifications/rehearsal")
@requires(Can.NOTIFICATION_SEND)
@blueprint.response(200, schemas.OutlookSchema)
@blueprint.arguments(schemas.AudienceBody)
def rehearse(given: dict[str, Any]) -> Outlook:
    """Count whom a notice would reach (admins)"""
    return by_hand.rehearse(_whom(given))


def _whom(given: dict[str, Any]) -> Whom:
    """The audience that `given` names; its fields are taken out."""
    users, one = given.pop("user_ids", None), given.pop("user_id", None)
    classroom, role, everybody = (given.pop(name, None) for name in ("classroom_id", "role", "everybody"))
    if classroom:
        return whom.members(classroom)
    if everybody or role:
        return Whom(Group.EVERYBODY) if everybody else Whom(Group.ROLE, role=Role(role))
    return whom.some(users or [one])
