"""What a device keeps of a lesson for when there is no network (LES7)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app import clock
from app.extensions import db
from app.models.release import ReleaseRule
from tests.lessons.conftest import School
from tests.support.browsing import Browser


def test_the_copy_has_the_lesson_its_age_and_nothing_of_its_reader(client: Browser, biology: School) -> None:
    student = biology.people["student"]
    client.log_in(student)
    shown = client.get(f"/lessons/{biology.lesson.public_id}").text
    address = f"/lessons/{biology.lesson.public_id}/offline"
    assert f'data-keep="{address}?v={biology.lesson.version}"' in shown

    copy = client.get(address).text
    assert "Why leaves are green" in copy
    assert "Read this." in copy
    assert "This copy is from" in copy
    for private in (student.name, student.public_id, "csrf"):
        assert private not in copy


@pytest.mark.parametrize("who", ["student elsewhere", "removed", "pending"])
def test_who_may_not_read_keeps_nothing(client: Browser, biology: School, who: str) -> None:
    client.log_in(biology.people[who])
    assert client.get(f"/lessons/{biology.lesson.public_id}/offline").status_code == 404


def test_what_is_closed_cannot_be_kept(client: Browser, biology: School) -> None:
    tomorrow = clock.now() + timedelta(days=1)
    rule = ReleaseRule(classroom_id=biology.classroom.id, lesson_id=biology.lesson.id, opens_at=tomorrow)
    db.session.add(rule)
    db.session.commit()
    client.log_in(biology.people["student"])
    assert client.get(f"/lessons/{biology.lesson.public_id}/offline").status_code == 404


def test_drafts_are_not_kept(client: Browser, biology: School) -> None:
    client.log_in(biology.people["owner"])
    assert "data-keep" not in client.get(f"/lessons/{biology.draft.public_id}").text
