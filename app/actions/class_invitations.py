"""Inviting a class: addresses pasted in, each looked at before any is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from flask_babel import gettext as _
from sqlalchemy import select

from app import audit, clock, transaction
from app.actions import accounts
from app.actions.archived import refuse_archived
from app.actions.memberships import approve, check_role, facts, seat
from app.errors import Invalid, TooMany
from app.events import announce
from app.extensions import db
from app.formats import addresses
from app.formats.addresses import Pasted
from app.formats.plain_text import one_line
from app.models import limits
from app.models.audit import AuditEntry
from app.models.classroom import ClassRole, Classroom, Membership, MemberState
from app.models.school import Registration, School
from app.models.user import Role, Status, User

DEED = "classroom.invited"


class Outcome(StrEnum):
    """What becomes of a row."""

    MEMBER = "member"
    ACCOUNT = "account"
    LET_IN = "let_in"
    ALREADY = "already"
    WRONG = "wrong"


@dataclass(frozen=True)
class Row:
    """One address as typed, what becomes of it, and why."""

    pasted: Pasted
    outcome: Outcome
    message: str
    member: Membership | None = None
    user: User | None = None

    @property
    def typed(self) -> str:
        return self.pasted.typed

    @property
    def is_wrong(self) -> bool:
        return self.outcome is Outcome.WRONG


class WrongRows(Invalid):
    """Some rows cannot be invited, so none was; `rows` are all of them."""

    def __init__(self, rows: list[Row]) -> None:
        super().__init__({"addresses": _("Nobody was invited yet: look at the lines below.")})
        self.rows = rows


@transaction.action
def invite(
    classroom: Classroom, text: str, role: ClassRole, *, actor: User, leave_out_wrong: bool = False
) -> list[Row]:
    """Invite everybody in `text`; an unknown address gets an account where the school's policy allows.

    All rows or none: raises WrongRows unless the wrong ones are to be left out, Invalid for none or too many at once,
    TooMany for more than one person may invite in a day, Conflict for an archived classroom.
    """
    refuse_archived(classroom)
    rows = plan(classroom, text, role)
    if any(row.is_wrong for row in rows) and not leave_out_wrong:
        raise WrongRows(rows)
    for row in rows:
        _carry_out(row, classroom, role, actor)
    _count(sum(row.outcome in (Outcome.MEMBER, Outcome.ACCOUNT) for row in rows), classroom, actor)
    return rows


def _count(invited: int, classroom: Classroom, actor: User) -> None:
    """Write down how many `actor` has just invited. The log is written by one at a time, so two at once count both."""
    if not invited:
        return
    audit.record(DEED, actor=actor, subject=classroom, after={"invited": invited})
    day = timedelta(days=1)
    lately = select(AuditEntry).where(
        AuditEntry.actor_id == actor.id, AuditEntry.deed == DEED, AuditEntry.created_at > clock.now() - day
    )
    entries = db.session.scalars(lately.order_by(AuditEntry.id)).all()
    most, counted = limits.INVITATIONS_A_DAY, sum(entry.after["invited"] for entry in entries)
    if counted > most:
        left, again = max(0, most - counted + invited), entries[0].created_at + day - clock.now()
        message = _("You may invite %(most)s people in 24 hours: %(left)s more just now.", most=most, left=left)
        raise TooMany(message, retry_after=int(again.total_seconds()) + 1)


def plan(classroom: Classroom, text: str, role: ClassRole) -> list[Row]:
    """What would become of each address in `text`. Three queries, however many rows."""
    pasted = addresses.parse(text)
    if not pasted:
        raise Invalid({"addresses": _("Paste at least one address.")})
    if len(pasted) > limits.INVITATIONS_AT_ONCE:
        most = limits.INVITATIONS_AT_ONCE
        raise Invalid({"addresses": _("These are %(count)s. Invite %(most)s at once.", count=len(pasted), most=most)})
    wanted = [one.address for one in pasted if one.address]
    users = {user.email: user for user in db.session.scalars(select(User).where(User.email.in_(wanted)))}
    known = select(Membership).where(
        Membership.classroom_id == classroom.id, Membership.user_id.in_([user.id for user in users.values()])
    )
    members = {member.user_id: member for member in db.session.scalars(known)}
    may_make = _accounts_may_be_made(role)
    return [_row(one, users.get(one.address), members, role, may_make) for one in pasted]


def _accounts_may_be_made(role: ClassRole) -> bool:
    school = db.session.scalars(School.the()).first()
    return role is not ClassRole.TEACHER and school is not None and school.registration is not Registration.CLOSED


def _row(pasted: Pasted, user: User | None, members: dict[int, Membership], role: ClassRole, may_make: bool) -> Row:
    if not pasted.address:
        return Row(pasted, Outcome.WRONG, _("This is no email address."))
    if user is None:
        if may_make:
            return Row(pasted, Outcome.ACCOUNT, _("New here: gets a letter to make an account."))
        return Row(pasted, Outcome.WRONG, _("Nobody here has this address. Ask an admin to make the account."))
    member = members.get(user.id)
    if member is not None and member.state in _KNOWN:
        return _known_row(pasted, member, user)
    if wrong := _unfit(user, role):
        return Row(pasted, Outcome.WRONG, wrong, member, user)
    if user.status is Status.INVITED:
        return Row(pasted, Outcome.ACCOUNT, _("Has no account yet: gets a letter to make it."), member, user)
    return Row(pasted, Outcome.MEMBER, _("Invited."), member, user)


_KNOWN = (MemberState.ACTIVE, MemberState.INVITED, MemberState.REQUESTED, MemberState.SUSPENDED)


def _known_row(pasted: Pasted, member: Membership, user: User) -> Row:
    outcomes = {
        MemberState.ACTIVE: (Outcome.ALREADY, _("Is in the class already.")),
        MemberState.INVITED: (Outcome.ALREADY, _("Is invited already.")),
        MemberState.REQUESTED: (Outcome.LET_IN, _("Had asked to join and is in now.")),
        MemberState.SUSPENDED: (Outcome.WRONG, _("Is suspended. End that on the page of the people.")),
    }
    outcome, message = outcomes[member.state]
    return Row(pasted, outcome, message, member, user)


def _unfit(user: User, role: ClassRole) -> str:
    if user.status is Status.DEACTIVATED:
        return _("This account is switched off.")
    if role is ClassRole.STUDENT and user.role is not Role.STUDENT:
        return _("This person teaches here. Invite as co-teacher or assistant.")
    try:
        check_role(user, role)
    except Invalid as error:
        return error.message
    return ""


def _carry_out(row: Row, classroom: Classroom, role: ClassRole, actor: User) -> None:
    if row.outcome is Outcome.LET_IN and row.member is not None:
        row.member.classroom = classroom
        approve(row.member, actor=actor)
    if row.user is not None and row.outcome in (Outcome.MEMBER, Outcome.ACCOUNT):
        _offer(classroom, row.user, role, actor)
    if row.outcome is Outcome.ACCOUNT:
        _write_to(row.pasted, classroom, role, actor)


def _write_to(pasted: Pasted, classroom: Classroom, role: ClassRole, actor: User) -> None:
    """A letter to make an account; with it one is in the classroom, since the letter names it."""
    user = accounts.invite(pasted.address, Role.STUDENT, actor=actor, classroom=classroom, class_role=role)
    if name := one_line(pasted.name):
        user.name = name


def _offer(classroom: Classroom, user: User, role: ClassRole, actor: User) -> None:
    member = seat(classroom, user)
    member.state = MemberState.INVITED
    member.role = role
    told = facts(member, actor)
    announce("membership.invited", member, actor=actor, classroom_id=classroom.id, **told)
