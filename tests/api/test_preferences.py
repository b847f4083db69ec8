"""How people are reached: /notifications/settings, /classrooms/<id>/mute, and the school's /notifications/policy."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from app import clock
from app.extensions import db
from app.models.audit import AuditEntry
from app.models.classroom import Classroom
from app.models.preference import ClassMute, KindPolicy, NotificationChoice
from app.models.user import User
from tests.support.api import Program

SETTINGS = "/notifications/settings"
POLICY = "/notifications/policy"
BOTH = {"push_on": True, "email_on": True}
NIGHT = {"on": True, "start": "22:15", "end": "6:00"}


def types(program: Program) -> dict[str, Any]:
    return {each["type"]: each for each in program.get(SETTINGS).json["types"]}


def test_the_two_switches(by_student: Program, student: User) -> None:
    assert by_student.get(SETTINGS).json.items() >= BOTH.items()
    assert by_student.put(SETTINGS, {"push_on": False, "email_on": True}).json["push_on"] is False
    assert by_student.get(SETTINGS).json["push_on"] is False
    for wrong in ({"push_on": True}, {"push_on": 1, "email_on": True}, {**BOTH, "x": 1}):
        assert by_student.put(SETTINGS, wrong).status_code == 422


def test_what_there_is_to_choose(by_student: Program, by_teacher: Program) -> None:
    found = types(by_student)
    assert {"new_content", "announcement", "join_approved"} <= found.keys()
    assert not {"system", "test_message", "join_requested"} & found.keys()
    assert "join_requested" in types(by_teacher)
    assert found["new_content"]["push"] == {
        "mode": "instant",
        "modes": ["instant", "off"],
        "locked": False,
        "reason": "",
    }
    assert found["new_content"]["email"]["modes"] == ["instant", "digest", "off"]


def test_modes_and_presets(by_student: Program) -> None:
    assert by_student.get(SETTINGS).json["preset"] == "normal"
    calm = by_student.put(SETTINGS, {**BOTH, "preset": "calm"}).json
    assert calm["preset"] == "calm"
    assert types(by_student)["new_content"]["push"]["mode"] == "off"
    own = by_student.put(SETTINGS, {**BOTH, "modes": {"new_content": {"push": "instant", "email": "off"}}}).json
    assert own["preset"] is None
    found = types(by_student)["new_content"]
    assert (found["push"]["mode"], found["email"]["mode"]) == ("instant", "off")
    assert by_student.put(SETTINGS, {**BOTH, "preset": "everything"}).json["preset"] == "everything"
    assert by_student.put(SETTINGS, {**BOTH, "preset": "normal"}).json["preset"] == "normal"
    assert db.session.scalar(select(func.count()).select_from(NotificationChoice)) == 0


@pytest.mark.parametrize(
    ("part", "field"),
    [
        ({"modes": {"nothing": {"push": "off"}}}, "modes.nothing.push"),
        ({"modes": {"system": {"push": "off"}}}, "modes.system.push"),
        ({"modes": {"join_requested": {"push": "off"}}}, "modes.join_requested.push"),
        ({"modes": {"new_content": {"bell": "off"}}}, "modes.new_content.bell"),
        ({"modes": {"new_content": {"pigeon": "off"}}}, "modes.new_content.pigeon"),
        ({"modes": {"new_content": {"push": "digest"}}}, "modes.new_content.push"),
        ({"modes": {"new_content": {"email": "loud"}}}, "modes.new_content.email"),
        ({"modes": {"new_content": "off"}}, "modes.new_content.value"),
        ({"modes": []}, "modes"),
        ({"modes": {f"kind{number}": {"push": "off"} for number in range(101)}}, "modes"),
        ({"preset": "wild"}, "preset"),
        ({"quiet_hours": {**NIGHT, "start": "24:00"}}, "quiet_hours.start"),
        ({"quiet_hours": {**NIGHT, "end": "22:15"}}, "quiet_hours.end"),
        ({"quiet_hours": {**NIGHT, "days": []}}, "quiet_hours.days"),
        ({"quiet_hours": {**NIGHT, "days": ["noday"]}}, "quiet_hours.days.0"),
        ({"quiet_hours": {**NIGHT, "days": ["monday"] * 8}}, "quiet_hours.days"),
        ({"quiet_hours": {"on": True}}, "quiet_hours.start"),
        ({"digest": {"every": "hour", "hour": 7}}, "digest.every"),
        ({"digest": {"every": "day", "hour": 24}}, "digest.hour"),
        ({"digest": {"every": "week", "hour": 7, "weekday": 1}}, "digest.weekday"),
    ],
)
def test_a_wrong_part_changes_nothing(by_student: Program, part: dict[str, Any], field: str) -> None:
    before = by_student.get(SETTINGS).json
    answer = by_student.put(SETTINGS, {"push_on": False, "email_on": False, **part})
    assert answer.status_code == 422, answer.text
    assert field in answer.json["errors"]
    assert by_student.get(SETTINGS).json == before


def test_quiet_hours_and_back_to_the_schools(by_student: Program) -> None:
    kept = by_student.put(SETTINGS, {**BOTH, "quiet_hours": {**NIGHT, "days": ["sunday", "monday"]}}).json
    assert kept["quiet_hours"] == {
        "own": True,
        "on": True,
        "start": "22:15",
        "end": "06:00",
        "days": ["monday", "sunday"],
        "urgent_passes": True,
    }
    weekly = {"every": "week", "hour": 7, "weekday": "sunday"}
    assert by_student.put(SETTINGS, {**BOTH, "digest": weekly}).json["digest"] == weekly
    back = by_student.put(SETTINGS, {**BOTH, "quiet_hours": None}).json
    assert (back["quiet_hours"]["own"], back["quiet_hours"]["start"]) == (False, "20:00")
    assert back["digest"] == weekly


def test_mute(by_student: Program, by_teacher: Program, classroom: Classroom, student: User) -> None:
    path = f"/classrooms/{classroom.public_id}/mute"
    assert by_student.put(path).json == {"until": None}
    [muted] = by_student.get(SETTINGS).json["muted_classrooms"]
    assert (muted["id"], muted["until"]) == (classroom.public_id, None)
    until = (clock.now() + timedelta(hours=2)).isoformat()
    assert by_student.put(path, {"until": until}).status_code == 200
    assert by_student.get(SETTINGS).json["muted_classrooms"][0]["until"]
    for wrong in ("2020-01-01T00:00:00Z", "tomorrow", "2030-01-01T00:00:00", 5):
        assert list(by_student.put(path, {"until": wrong}).json["errors"]) == ["until"]
    assert by_teacher.get(SETTINGS).json["muted_classrooms"] == []
    assert by_student.delete(path).status_code == 204
    assert by_student.delete(path).status_code == 204
    assert db.session.scalar(select(func.count()).select_from(ClassMute)) == 0


def test_the_school_decides_and_says_why(by_admin: Program, by_student: Program, admin: User) -> None:
    forced = {"type": "new_content", "channel": "push", "rule": "forced", "reason": "Nobody misses a lesson."}
    found = by_admin.put(POLICY, {"policies": [forced]}).json
    assert {**forced, "mode": "instant"} in found["policies"]
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.deed == "policy.changed")).one()
    assert (entry.actor_id, entry.before["rule"], entry.after["rule"]) == (admin.id, "choice", "forced")
    cell = types(by_student)["new_content"]["push"]
    assert cell.items() >= {"locked": True, "reason": "Nobody misses a lesson.", "mode": "instant"}.items()
    refused = by_student.put(SETTINGS, {**BOTH, "modes": {"new_content": {"push": "off"}}})
    assert "Nobody misses a lesson." in refused.json["errors"]["modes.new_content.push"]
    same = by_student.put(SETTINGS, {**BOTH, "modes": {"new_content": {"push": "instant"}}})
    assert same.status_code == 200
    free = {"type": "new_content", "channel": "push", "rule": "choice"}
    by_admin.put(POLICY, {"policies": [free]})
    assert db.session.scalar(select(func.count()).select_from(KindPolicy)) == 0
    assert types(by_student)["new_content"]["push"]["locked"] is False


def test_the_quiet_hours_of_the_school(by_admin: Program, by_student: Program, by_teacher: Program) -> None:
    hours = {"on": True, "start": "19:00", "end": "08:00", "urgent_passes": False}
    assert by_admin.put(POLICY, {"quiet_hours": hours}).json["quiet_hours"] == hours
    assert by_student.get(SETTINGS).json["quiet_hours"].items() >= hours.items()
    assert by_teacher.get(SETTINGS).json["quiet_hours"]["on"] is False
    assert db.session.scalars(select(AuditEntry.deed)).all() == ["school.quiet_hours_changed"]
    by_admin.put(POLICY, {"quiet_hours": hours})
    assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"type": "nothing"}, "policies.0.type"),
        ({"type": "system"}, "policies.0.type"),
        ({"channel": "bell"}, "policies.0.channel"),
        ({"channel": "pigeon"}, "policies.0.channel"),
        ({"rule": "perhaps"}, "policies.0.rule"),
        ({"mode": "digest"}, "policies.0.mode"),
        ({"mode": "off"}, "policies.0.mode"),
        ({"reason": ""}, "policies.0.reason"),
        ({"reason": "x" * 201}, "policies.0.reason"),
    ],
)
def test_a_wrong_policy_changes_nothing(by_admin: Program, change: dict[str, str], field: str) -> None:
    good = {"type": "new_content", "channel": "push", "rule": "forced", "reason": "So that nobody misses it."}
    answer = by_admin.put(POLICY, {"policies": [{**good, **change}]})
    assert answer.status_code == 422
    assert list(answer.json["errors"]) == [field]
    assert db.session.scalar(select(func.count()).select_from(KindPolicy)) == 0


def test_only_admins_with_that_scope(by_teacher: Program, by_student: Program, app: Any, admin: User) -> None:
    for program in (by_teacher, by_student, Program(app, admin, "read write")):
        assert program.get(POLICY).status_code == 403
        assert program.put(POLICY, {}).status_code == 403
