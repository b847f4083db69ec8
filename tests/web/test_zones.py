"""Time zones: names of today are offered, former ones understood."""

from __future__ import annotations

import zoneinfo

import pytest

from app.web.zones import named, of_today, zones


def test_one_name_for_each_place() -> None:
    offered = zones()
    assert {"UTC", "Asia/Kolkata", "Europe/Kyiv", "America/New_York", "Europe/Oslo"} <= set(offered)
    assert not {"Asia/Calcutta", "Europe/Kiev", "US/Eastern", "Etc/GMT+5", "GB"} & set(offered)
    assert set(offered) <= zoneinfo.available_timezones()
    assert len(offered) == len(set(offered)) > 400
    assert offered[1:] == tuple(sorted(offered[1:]))


def test_whatever_was_offered_once_is_understood() -> None:
    for name in zoneinfo.available_timezones():
        assert named(name) is not None, name
        assert zoneinfo.ZoneInfo(of_today(name))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        (" new york ", "America/New_York"),
        ("asia/CALCUTTA", "Asia/Kolkata"),
        ("calcutta", "Asia/Kolkata"),
        ("US/Pacific", "America/Los_Angeles"),
        ("Europe/Kiev", "Europe/Kyiv"),
        ("utc", "UTC"),
        ("Etc/GMT+5", "Etc/GMT+5"),
        ("Mars/Olympus", None),
        ("../../etc/passwd", None),
        ("", None),
    ],
)
def test_as_people_type_it(typed: str, meant: str | None) -> None:
    assert named(typed) == meant
