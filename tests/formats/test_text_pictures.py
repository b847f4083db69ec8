"""Pictures as a page shows them."""

from __future__ import annotations

from app.formats.text_pictures import TOP, Sides, fitted

ONE, TWO = "1" * 32, "2" * 32
PHOTO = Sides(3000, 2000, still=True)


def image(public_id: str, more: str = "") -> str:
    return f'<img src="/files/{public_id}" alt="a > b"{more} loading="lazy">'


def fit(html: str, **known: Sides) -> str:
    return fitted(html, {{"one": ONE, "two": TWO}[name]: sides for name, sides in known.items()})


def test_the_first_comes_at_once_and_the_others_when_they_are_needed() -> None:
    html = fit(image(ONE) + image(TWO))
    assert html == f'<img src="/files/{ONE}" alt="a > b" fetchpriority="high">' + image(TWO)


def test_none_comes_at_once_far_below() -> None:
    html = "x" * TOP + image(ONE)
    assert fit(html) == html


def test_room_is_kept_for_one_without_sides() -> None:
    assert ' width="40" height="30"' in fit(image(ONE), one=Sides(40, 30, still=True))
    given = ' width="20" height="15"'
    html = fit(image(ONE, given), one=Sides(40, 30, still=True))
    assert html.count("width=") == 1
    assert given in html


def test_a_big_one_has_a_small_one_beside_it() -> None:
    html = fit(image(ONE, ' width="300" height="200"'), one=PHOTO)
    assert f'srcset="/files/{ONE}/preview 960w, /files/{ONE} 3000w" sizes="min(100vw, 42rem, 300px)"' in html
    assert 'sizes="min(100vw, 42rem, 3000px)"' in fit(image(ONE), one=PHOTO)


def test_small_and_moving_ones_stay_what_they_are() -> None:
    for sides in (Sides(960, 700, still=True), Sides(3000, 2000, still=False)):
        assert "srcset" not in fit(image(ONE), one=sides)
