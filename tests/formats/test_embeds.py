"""Addresses of videos elsewhere, good and hostile."""

from __future__ import annotations

import pytest

from app.formats import embeds
from app.formats.embeds import Video

ID = "dQw4w9WgXcQ"
YOUTUBE, VIMEO = Video("youtube", ID), Video("vimeo", "76979871")


@pytest.mark.parametrize(
    ("address", "video"),
    [
        (f"https://www.youtube.com/watch?v={ID}", YOUTUBE),
        (f"http://youtube.com/watch?v={ID}&t=42s&list=PL123", YOUTUBE),
        (f"  https://m.youtube.com/watch?app=desktop&v={ID}  ", YOUTUBE),
        (f"https://music.youtube.com/watch?v={ID}", YOUTUBE),
        (f"https://YOUTU.BE/{ID}?si=abc", YOUTUBE),
        (f"https://youtu.be/{ID}/", YOUTUBE),
        (f"https://www.youtube.com/embed/{ID}", YOUTUBE),
        (f"https://www.youtube-nocookie.com/embed/{ID}?rel=0", YOUTUBE),
        (f"https://www.youtube.com/shorts/{ID}", YOUTUBE),
        (f"https://www.youtube.com/live/{ID}?feature=share", YOUTUBE),
        ("https://vimeo.com/76979871", VIMEO),
        ("https://player.vimeo.com/video/76979871?autoplay=1", VIMEO),
        ("https://vimeo.com/channels/staffpicks/76979871", VIMEO),
        ("https://vimeo.com/groups/shortfilms/videos/76979871", VIMEO),
        ("https://vimeo.com/76979871/0a1b2c3d4e", Video("vimeo", "76979871:0a1b2c3d4e")),
        ("https://player.vimeo.com/video/76979871?h=0a1b2c3d4e", Video("vimeo", "76979871:0a1b2c3d4e")),
    ],
)
def test_a_video(address: str, video: Video) -> None:
    found = embeds.parse(address)
    assert found == video
    assert embeds.parse(embeds.page(found.place, found.id)) == video
    assert embeds.player(found.place, found.id).startswith(embeds.origin(found.place) + "/")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "youtube",
        f"www.youtube.com/watch?v={ID}",
        f"javascript:alert(1)//youtube.com/watch?v={ID}",
        f"data:text/html,<script>//youtube.com/watch?v={ID}",
        f"ftp://youtube.com/watch?v={ID}",
        f"https://youtube.com.evil.example/watch?v={ID}",
        f"https://evil.example/youtube.com/watch?v={ID}",
        f"https://evilyoutube.com/watch?v={ID}",
        f"https://youtube.com@evil.example/watch?v={ID}",
        f"https://evil.example@youtube.com/watch?v={ID}",
        f"https://youtube.com:444/watch?v={ID}",
        f"https://youtube.com\\@evil.example/watch?v={ID}",
        f"https://evil.example#youtube.com/watch?v={ID}",
        f"https://evil.example?youtube.com/watch?v={ID}",
        "https://www.youtube.com/watch?v=" + ID[:-1],
        f"https://www.youtube.com/watch?v={ID}x",
        "https://www.youtube.com/watch?v=%22%3E%3Cscript%3E",
        f"https://www.youtube.com/embed/{ID}/../../evil",
        f"https://www.youtube.com/embed/{ID}%22onload=",
        "https://www.youtube.com/redirect?q=https://evil.example",
        f"https://www.youtube.com/attribution_link?u=/watch?v={ID}",
        "https://vimeo.com/",
        "https://vimeo.com/abc",
        "https://vimeo.com/76979871/<script>",
        "https://vimeo.com.evil.example/76979871",
        "https://vimeo.com/9999999999999",
        f"https://youtu.be\u3002evil.example/{ID}",
        f"https://youtube.com\n.evil.example/watch?v={ID}",
        "https://[::1/watch",
        "https://youtube.com:port/watch",
        f"//youtube.com/watch?v={ID}",
    ],
)
def test_no_video(address: str) -> None:
    assert embeds.parse(address) is None


def test_a_word_that_is_none_is_left_out() -> None:
    assert embeds.parse("https://player.vimeo.com/video/76979871?h=%26autoplay") == VIMEO


def test_nobody_is_followed() -> None:
    assert embeds.player("youtube", ID) == f"https://www.youtube-nocookie.com/embed/{ID}"
    assert embeds.player("vimeo", "1:abcdef") == "https://player.vimeo.com/video/1?dnt=1&h=abcdef"
