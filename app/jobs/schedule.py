"""What the clock does, and how often."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from app import reminders
from app.actions import (
    accounts,
    achievements,
    active_days,
    announcements,
    attempts,
    attended_lessons,
    certificates,
    lesson_publishing,
    live_absences,
    live_registrations,
    live_rooms,
    live_series,
    orphans,
    quiz_publishing,
    quiz_showing,
    recording_pieces,
    recordings,
    upkeep,
    videos,
)
from app.notifications import digests, figures, sweep


@dataclass(frozen=True)
class Periodic:
    """A job without arguments and the time between two runs."""

    name: str
    run: Callable[[], object]
    every: timedelta


SCHEDULE = (
    Periodic("sweep the outbox", sweep.run, timedelta(seconds=5)),
    Periodic("remind of what begins or ends", reminders.fire_due, timedelta(seconds=15)),
    Periodic("hand in attempts whose time is over", attempts.close_due, timedelta(seconds=5)),
    Periodic("tell those who are not in class", live_absences.tell_due, timedelta(seconds=20)),
    Periodic("give free seats to who waits for them", live_registrations.move_up_due, timedelta(seconds=30)),
    Periodic("end live sessions that everybody left", live_rooms.end_forgotten, timedelta(minutes=1)),
    Periodic("clear media rooms of sessions that ended", live_rooms.clear_ended, timedelta(minutes=10)),
    Periodic("make later sessions of series", live_series.make_due, timedelta(hours=1)),
    Periodic("make digests", digests.gather, timedelta(minutes=1)),
    Periodic("publish announcements that are due", announcements.publish_due, timedelta(seconds=10)),
    Periodic("publish lessons that are due", lesson_publishing.publish_due, timedelta(seconds=10)),
    Periodic("tell of lessons that open", lesson_publishing.tell_of_opened, timedelta(seconds=30)),
    Periodic("show results of quizzes that closed", quiz_showing.show_due, timedelta(seconds=30)),
    Periodic("publish quizzes that are due", quiz_publishing.publish_due, timedelta(seconds=10)),
    Periodic("tell of quizzes whose lessons open", quiz_publishing.tell_of_opened, timedelta(seconds=30)),
    Periodic("finish lessons of sessions that were attended", attended_lessons.finish, timedelta(minutes=1)),
    Periodic("tell of recordings that play by now", recordings.tell_due, timedelta(seconds=15)),
    Periodic("close recordings whose browser is gone", recording_pieces.finish_left, timedelta(minutes=1)),
    Periodic("take away recordings whose time is over", recordings.expire_due, timedelta(hours=1)),
    Periodic("issue certificates that a change of a class made due", certificates.issue_all, timedelta(minutes=1)),
    Periodic("look for achievements not given", achievements.recompute, timedelta(hours=6)),
    Periodic("say a word to those about to lose their days in a row", active_days.remind, timedelta(minutes=30)),
    Periodic("end old sessions and tokens", upkeep.end_old_sessions, timedelta(hours=1)),
    Periodic("forget registrations nobody confirmed", accounts.forget_unconfirmed, timedelta(hours=6)),
    Periodic("add up figures of notifications", figures.add_up, timedelta(minutes=10)),
    Periodic("purge deleted lessons and modules", upkeep.purge_deleted, timedelta(hours=6)),
    Periodic("take up videos that nobody works on", videos.take_up_again, timedelta(minutes=1)),
    Periodic("clear away what is left of uploads", orphans.clear_uploads, timedelta(minutes=30)),
    Periodic("clear away files that nothing uses", orphans.clear_files, timedelta(hours=6)),
    Periodic("clear old notifications", upkeep.clear_old_notifications, timedelta(hours=6)),
)
