"""How some people of the demo school want to be reached, and what the school decides."""

from __future__ import annotations

from typing import Any

from app.cli.demo.data import ADMIN, SCHOOL
from app.cli.demo.find import classroom, person
from app.cli.demo.history import History
from app.formats.wall_clock import minute_of
from app.models.preference import Every, Rule
from app.models.suppression import SuppressionReason
from app.notifications import mutes, policies, preferences, schedules, suppressions, templates
from app.notifications.matrix import Preset
from app.notifications.templates import Spot

DAYS_AGO = 6.5
WEEK = list(range(7))


def plan(history: History) -> None:
    """All on one afternoon, when the page for it was shown to everybody."""
    for known in SCHOOL["decisions"]:
        history.at(DAYS_AGO, _decide, known)
    for known in SCHOOL["words"]:
        history.at(DAYS_AGO, _say, known)
    for known in SCHOOL["wishes"]:
        history.at(DAYS_AGO - 0.1, _wish, known)


def _decide(known: dict[str, str]) -> None:
    actor = person(ADMIN["username"])
    policies.decide(known["kind"], known["channel"], actor=actor, rule=Rule(known["rule"]), reason=known["reason"])


def _say(known: dict[str, str]) -> None:
    spot = Spot.at(known["kind"], known["channel"], known["language"])
    templates.save(spot, title=known["title"], body=known["body"], actor=person(ADMIN["username"]))


def _wish(known: dict[str, Any]) -> None:
    user = person(known["who"])
    if "preset" in known:
        preferences.apply(user, Preset(known["preset"]))
    if "modes" in known:
        preferences.choose(user, known["modes"])
    if "no_mail" in known:
        preferences.switch(user, push_on=user.push_on, email_on=False)
    if "came_back" in known:
        suppressions.add([user.email or ""], SuppressionReason.BOUNCE, known["came_back"])
    if "muted" in known:
        mutes.mute(user, classroom(known["muted"]), None)
    if "quiet" in known:
        start, end = (minute_of(shown) or 0 for shown in known["quiet"])
        days = known.get("days", WEEK)
        schedules.keep_quiet(user, on=True, start=start, end=end, weekdays=days, urgent_passes=True)
    if "gathered" in known:
        schedules.plan_digest(user, every=Every(known["gathered"]), hour=known["hour"], weekday=4)
