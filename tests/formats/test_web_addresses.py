"""Addresses of pages elsewhere, as people type them."""

from __future__ import annotations

import pytest

from app.formats.web_addresses import host_of, web_address


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org",
        "http://example.org:8080/a?b=c#d",
        "https://müller.example/straße",
        "https://[2001:db8::1]/",
        "https://en.wikipedia.org/wiki/Photosynthesis_(disambiguation)",
    ],
)
def test_a_page(text: str) -> None:
    assert web_address(f"  {text} ") == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "example.org",
        "//example.org",
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "https://",
        "https:///path",
        "https://user:secret@example.org",
        "https://bank.example@evil.example",
        "https://example.org\r\nSet-Cookie: a=b",
        "https://example.org/ with space",
        "https://example.org\\@evil.example",
        'https://example.org/"onclick=',
        "https://example.org/<script>",
        "https://example.org/\u202egpj.exe",
        "https://example.org:port/",
        "https://exa mple.org",
        "https://" + "a" * 2_000 + ".example",
    ],
)
def test_no_page(text: str) -> None:
    assert web_address(text) is None


def test_what_stands_beside_a_link() -> None:
    assert host_of("https://www.example.org/x") == "example.org"
    assert host_of("https://[") == ""
