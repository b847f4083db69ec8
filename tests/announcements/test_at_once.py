"""Two people at the same moment, or one who presses twice: one event, whoever comes first."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from app import clock
from app.actions import announcements
from app.errors import Conflict, TooMany
from app.models import limits
from app.models.announcement import Announcement
from app.models.event import Dispatch, Event
from tests.announcements.conftest import School, fresh, hear, number, told
from tests.lessons.test_at_once import together


def test_published_by_many_at_once_it_rings_once(app: Flask, biology: School) -> None:
    draft = biology.draft()
    together(app, biology["owner"], *[lambda actor: announcements.publish(draft, actor=actor)] * 4)
    hear()
    assert (number(Event), number(Dispatch), len(told())) == (1, 1, 4)


def test_the_clock_and_a_person_at_once(app: Flask, biology: School) -> None:
    made = biology.schedule(0.001)

    def as_clock(_actor: object) -> int:
        with clock.pretend(clock.now() + timedelta(minutes=1)):
            return announcements.publish_due()

    together(app, biology["owner"], as_clock, as_clock, lambda actor: announcements.publish(made, actor=actor))
    with clock.pretend(clock.now() + timedelta(minutes=2)):
        hear()
    assert (number(Event), len(told())) == (1, 4)


def test_reminded_by_two_at_once(app: Flask, biology: School) -> None:
    made = biology.publish()
    hear()
    made = fresh(made)
    results = together(app, biology["owner"], *[lambda actor: announcements.nudge(made, actor=actor)] * 3)
    assert sum(isinstance(result, Conflict) for result in results) == 2
    hear()
    assert len(told("announcement_nudge")) == 4
    assert number(Event) == 2


def test_the_last_free_place_of_the_hour(app: Flask, biology: School) -> None:
    for index in range(limits.ANNOUNCEMENTS_AN_HOUR - 1):
        biology.publish(title=f"Number {index}")
    drafts = [biology.draft(title=f"Draft {index}") for index in range(3)]
    works = [lambda actor, draft=draft: announcements.publish(draft, actor=actor) for draft in drafts]
    results = together(app, biology["owner"], *works)
    assert sum(isinstance(result, TooMany) for result in results) == 2
    assert sum(isinstance(result, Announcement) for result in results) == 1
    assert number(Event) == limits.ANNOUNCEMENTS_AN_HOUR
