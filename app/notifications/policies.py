"""What the school decides about kinds of notification, and its quiet hours (NOT9). Written down in the audit log."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import delete, select

from app import audit, queue
from app.errors import Invalid
from app.extensions import db
from app.formats.wall_clock import shown_as
from app.models import limits
from app.models.delivery import ask_again
from app.models.notification import Channel
from app.models.preference import KindPolicy, Mode, Rule
from app.models.school import School
from app.models.upsert import insert_or
from app.models.user import Role, User
from app.notifications.kinds import Kind, kinds
from app.notifications.matrix import CHOSEN, OFFERED, policies
from app.notifications.schedules import check_hours
from app.transaction import action, after_commit


def decidable() -> list[Kind]:
    """The kinds that a school may decide about, in the order of their labels."""
    return sorted((kind for kind in kinds().values() if kind.choosable), key=lambda kind: str(kind.label).casefold())


@action
def decide(kind: str, channel: str, *, actor: User, rule: Rule, mode: Mode | None = None, reason: str = "") -> None:
    """What the school says of one kind on one channel; `mode` is its default, None the usual one.

    The reason is for those who cannot choose. Raises Invalid for kind, channel, mode, reason.
    """
    reason = "" if rule is Rule.CHOICE else " ".join(reason.split())
    _check(kind, channel, rule, mode, reason)
    on = Channel(channel)
    before = policies().get((kind, on))
    said = _facts(before.rule, before.mode, before.reason) if before else _facts(Rule.CHOICE, None, "")
    if said == _facts(rule, mode, reason):
        return
    key = {"kind": kind, "channel": on}
    if rule is Rule.CHOICE and mode is None:
        db.session.execute(delete(KindPolicy).where(KindPolicy.kind == kind, KindPolicy.channel == on))
    else:
        values = {"rule": rule, "mode": mode, "reason": reason}
        new = insert_or(KindPolicy).values(**key, **values)
        db.session.execute(new.on_conflict_do_update(index_elements=list(key), set_=values))
    here = db.session.scalars(School.the()).one()
    after = {"kind": kind, "channel": on.value, **_facts(rule, mode, reason)}
    audit.record("policy.changed", actor=actor, subject=here, before=said, after=after)


def _check(kind: str, channel: str, rule: Rule, mode: Mode | None, reason: str) -> None:
    known = {each.name: each for each in decidable()}
    wrong = {}
    if kind not in known:
        wrong["kind"] = _("There is no such kind of notification.")
    if channel not in set(CHOSEN) or (kind in known and Channel(channel) not in known[kind].channels):
        wrong["channel"] = _("It never comes on this channel.")
    elif mode is not None and mode not in OFFERED[Channel(channel)]:
        wrong["mode"] = _("Only mail is gathered in a digest.")
    elif rule is Rule.FORCED and mode is Mode.OFF:
        wrong["mode"] = _("What is always sent cannot be off.")
    if len(reason) > limits.POLICY_REASON:
        wrong["reason"] = _("At most %(max)d characters.", max=limits.POLICY_REASON)
    elif rule is not Rule.CHOICE and not reason:
        wrong["reason"] = _("Say why: people read it where they cannot choose.")
    if wrong:
        raise Invalid(wrong)


def _facts(rule: Rule, mode: Mode | None, reason: str) -> dict[str, str]:
    return {"rule": rule.value, "mode": mode.value if mode else "", "reason": reason}


@action
def keep_quiet(*, actor: User, on: bool, start: int, end: int, urgent_passes: bool) -> None:
    """The quiet hours of students who have none of their own. Raises Invalid."""
    check_hours(on=on, start=start, end=end)
    here = db.session.scalars(select(School).where(School.id == 1).with_for_update()).one()
    before = _hours(here)
    here.quiet_on, here.quiet_start, here.quiet_end, here.urgent_passes = on, start, end, urgent_passes
    if before == _hours(here):
        return
    audit.record("school.quiet_hours_changed", actor=actor, subject=here, before=before, after=_hours(here))
    again = ask_again(select(User.id).where(User.role == Role.STUDENT))
    db.session.execute(again.execution_options(synchronize_session=False))
    after_commit(queue.wake, "sender")


def _hours(school: School) -> dict[str, bool | str]:
    return {
        "quiet_on": school.quiet_on,
        "quiet_start": shown_as(school.quiet_start),
        "quiet_end": shown_as(school.quiet_end),
        "urgent_passes": school.urgent_passes,
    }
