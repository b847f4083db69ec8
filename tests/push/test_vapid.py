"""Signatures: an audience for each push service, fresh claims, two keys side by side."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from app.push.vapid import Authorizations, VapidKey
from tests.support.signature import read_vapid
from tests.support.subscriber import from_base64url

GOOGLE, MOZILLA, APPLE = (
    "https://fcm.googleapis.com",
    "https://updates.push.services.mozilla.com",
    "https://web.push.apple.com",
)
SUBJECT = "mailto:admin@school.example"


def test_each_service_gets_its_own_audience(key: VapidKey) -> None:
    """Test 21 of notifications.md 5, the claims: nothing of one service is left for the next."""
    authorizations = Authorizations(SUBJECT)

    for origin in (GOOGLE, MOZILLA, APPLE, GOOGLE):
        claims, public = read_vapid(authorizations.header(key, origin), origin)
        assert claims["aud"] == origin
        assert claims["sub"] == SUBJECT
        assert public == key.public


def test_a_header_is_reused_for_half_an_hour_and_never_stale(key: VapidKey) -> None:
    authorizations = Authorizations(SUBJECT)
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        first = authorizations.header(key, GOOGLE)
        clock.shift(timedelta(minutes=29))
        assert authorizations.header(key, GOOGLE) == first
        clock.shift(timedelta(minutes=1))
        second = authorizations.header(key, GOOGLE)
        assert second != first
        assert read_vapid(second, GOOGLE)[0]["exp"] == pytest.approx(datetime.now(UTC).timestamp() + 3600, abs=1)


def test_a_clock_set_back_does_not_keep_a_header_from_the_future(key: VapidKey) -> None:
    authorizations = Authorizations(SUBJECT)
    with time_machine.travel(datetime.now(UTC) + timedelta(days=2), tick=False):
        ahead = authorizations.header(key, GOOGLE)

    assert authorizations.header(key, GOOGLE) != ahead


def test_old_and_new_keys_sign_side_by_side(key: VapidKey) -> None:
    authorizations, new = Authorizations(SUBJECT), VapidKey.generate()

    for each in (key, new, key):
        assert read_vapid(authorizations.header(each, GOOGLE), GOOGLE)[1] == each.public


def test_a_key_comes_back_from_its_text(key: VapidKey) -> None:
    again = VapidKey(key.pem)

    assert again == key
    assert again.public == key.public
    assert len(from_base64url(key.public)) == 65
    assert "=" not in key.public
    assert "PRIVATE" not in repr(key)


def test_a_broken_key_is_an_error() -> None:
    with pytest.raises(ValueError, match="deserialize"):
        VapidKey("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n").public  # noqa: B018
