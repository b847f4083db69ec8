"""What an entry of the audit log changed, in words for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from app.blueprints.admin.calendar_forms import WEEKDAYS
from app.blueprints.admin.labels import FACTOR_POLICIES, GROUPS, POLICIES, ROLES, STATUSES
from app.config import LANGUAGES
from app.models.audit import AuditEntry
from app.models.classroom import ClassRole, JoinPolicy, MemberState, State
from app.models.user import User
from app.notifications.kinds import kinds
from app.web.reaching import CHANNELS, MODES, RULES
from app.web.rhythms import RHYTHMS

NAMES = {
    "at": _l("When"),
    "audience": _l("For"),
    "body": _l("Text"),
    "door": _l("Asked for"),
    "deed": _l("What"),
    "person": _l("Person"),
    "since": _l("From day"),
    "until": _l("To day"),
    "read_kept": _l("Read, days"),
    "unread_kept": _l("Unread, days"),
    "deliveries_kept": _l("Sending, days"),
    "channel": _l("Way"),
    "certifies": _l("Certificates"),
    "class": _l("Class"),
    "class_megabytes": _l("One class, megabytes"),
    "email_consent": _l("Consent to mail"),
    "file_megabytes": _l("One file, megabytes"),
    "filename": _l("File"),
    "for": _l("For"),
    "holder": _l("Person"),
    "holiday": _l("Holidays"),
    "holidays": _l("Holidays"),
    "invited": _l("People"),
    "join_policy": _l("Way to join"),
    "kind": _l("Notification"),
    "language": _l("Language"),
    "mode": _l("How it comes"),
    "name": _l("Name"),
    "opens_at": _l("Opens"),
    "closes_at": _l("Closes"),
    "attempts_allowed": _l("Attempts"),
    "owner": _l("Teacher"),
    "people": _l("People"),
    "q": _l("Searched for"),
    "quiet_end": _l("Quiet until"),
    "quiet_on": _l("Quiet hours"),
    "quiet_start": _l("Quiet from"),
    "reason": _l("Why"),
    "recognises": _l("Achievements"),
    "quiz": _l("Quiz"),
    "repeats": _l("Repeat"),
    "registration": _l("Who may make an account"),
    "role": _l("Role"),
    "rows": _l("Lines"),
    "rule": _l("Who decides"),
    "school_days": _l("There is school on"),
    "school_megabytes": _l("All classes, megabytes"),
    "scopes": _l("Rights"),
    "second_factor": _l("Second factor"),
    "state": _l("State"),
    "status": _l("Status"),
    "time_percent": _l("Time, in percent"),
    "timezone": _l("Time zone"),
    "title": _l("Title"),
    "urgent_passes": _l("Urgent passes"),
    "username": _l("Username"),
}
CLASS_ROLES = {
    ClassRole.OWNER: _l("Owner"),
    ClassRole.TEACHER: _l("Co-teacher"),
    ClassRole.ASSISTANT: _l("Assistant"),
    ClassRole.STUDENT: _l("Student"),
}
JOIN_POLICIES = {
    JoinPolicy.CODE: _l("With a code"),
    JoinPolicy.REQUEST: _l("By asking"),
    JoinPolicy.OPEN: _l("Open to all"),
    JoinPolicy.CLOSED: _l("By invitation"),
}
STATES = {
    State.DRAFT: _l("Draft"),
    State.PUBLISHED: _l("Open"),
    State.ARCHIVED: _l("Archived"),
    MemberState.INVITED: _l("Invited"),
    MemberState.REQUESTED: _l("Asking"),
    MemberState.ACTIVE: _l("In the class"),
    MemberState.SUSPENDED: _l("Suspended"),
    MemberState.LEFT: _l("Left"),
    MemberState.REMOVED: _l("Removed"),
}
VALUES: dict[str, Mapping[Any, object]] = {
    "audience": {"school": _l("Everybody"), **GROUPS, "people": _l("Some people"), **ROLES},
    "repeats": RHYTHMS,
    "channel": CHANNELS,
    "kind": {name: kind.label for name, kind in kinds().items()},
    "join_policy": JOIN_POLICIES,
    "language": LANGUAGES,
    "mode": MODES,
    "registration": POLICIES,
    "role": ROLES,
    "rule": RULES,
    "school_days": WEEKDAYS,
    "second_factor": FACTOR_POLICIES,
    "state": STATES,
    "status": STATUSES,
}
TRUTH = {True: _l("Yes"), False: _l("No")}


def change(entry: AuditEntry, owners: Mapping[str, User]) -> str:
    """What differs between before and after; `owners` are people by public id. Empty where nothing does."""
    names = [name for name in {**entry.before, **entry.after} if entry.before.get(name) != entry.after.get(name)]
    return ", ".join(f"{NAMES.get(name, name)}: {_values(name, entry, owners)}" for name in names)


def _values(name: str, entry: AuditEntry, owners: Mapping[str, User]) -> str:
    told = [facts[name] for facts in (entry.before, entry.after) if facts.get(name) not in (None, "")]
    return " → ".join(str(_value(name, value, entry, owners)) for value in told)


def _value(name: str, value: Any, entry: AuditEntry, owners: Mapping[str, User]) -> object:
    if name == "owner":
        return owners[value].name if value in owners else value
    if isinstance(value, bool):
        return TRUTH[value]
    if isinstance(value, list):
        return ", ".join(str(_value(name, each, entry, owners)) for each in value)
    if name == "role" and entry.subject_type == "memberships":
        return CLASS_ROLES.get(value, value)
    return VALUES[name].get(value, value) if name in VALUES else value
