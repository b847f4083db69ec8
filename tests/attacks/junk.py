"""What attackers type: values that break parsers, databases, headers and readers."""

from __future__ import annotations

import json
import random
import re
from typing import Any

FIELDS_OF_PAGES = re.findall(
    r"[\w.-]+",
    "title subject description emoji colour join_policy published owner name username email password current new role "
    "body body_format version publish module position addresses leave_out q sort status registration language timezone "
    "scopes days theme read_receipts show_online profile_visibility push_on email_on email_consent avatar remember "
    "up_to_seq school_name label endpoint page since show next code csrf_token preset on start end weekdays "
    "urgent_passes every hour weekday length push-rule push-mode push-reason new_content.push new_content.email",
)
FIELDS_OF_BODIES = re.findall(
    r"\w+",
    "title subject description emoji colour join_policy state owner_id code email role body body_format version "
    "position up_to_seq ids is_read push_on email_on user_id user_ids type level redirect_url data endpoint keys label "
    "name username language timezone theme read_receipts show_online profile_visibility n k id is_admin school_id "
    "preset modes quiet_hours digest until policies",
)
TEXTS = (
    "",
    " ",
    "\0",
    "a\0b",
    "\ud800",
    "a\udfff\ud800b",
    "\u202egpj.exe",
    "\u200b",
    "\ufeff",
    "\uffff",
    "🏳️‍🌈" * 40,
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A" * 30,
    "a\r\nSet-Cookie: a=b\r\n\r\n<script>",
    "<script>alert(1)</script>",
    "{{ 7*7 }}{% if %}",
    "%(name)s %s %n {0} {name}",
    "' OR 1=1 --",
    "=cmd|' /C calc'!A0",
    "../../../../etc/passwd",
    "//evil.example/",
    "javascript:alert(1)",
    "https://evil.example\\@localhost",
    "²",
    "٣",
    "-1",
    "1e400",
    "99999999999999999999999999",
    "9" * 5000,
    "NaN",
    "a" * 3000,
    "teacher",
    "owner",
    "published",
    "markdown",
    "html",
    "1",
    "on",
    "en",
    "UTC",
    "a@example.org",
    "a@[127.0.0.1]",
    '"a\\"b"@example.org, x@y.example;\r\n<z@z.example>',
)
NUMBERS = (0, -1, 1, 2, 2**31, 2**53, 2**63, 2**64, 10**30, -(2**63) - 1, 1.5, 1e308)
OTHERS = (None, True, False, [], {}, [[]], [None], {"a": None}, [1, "a"], {"": ""}, {"__proto__": {}}, {"\ud800": "\0"})
WHOLE = (
    b"",
    b"\xff\xfe",
    b"{",
    b"null",
    b"[]",
    b'"text"',
    b"NaN",
    b"{}{}",
    b'{"a": Infinity, "a": -Infinity}',
    b'{"title": NaN}',
    b'{"title": "a", "title": 1}',
    b'{"n": ' + b"9" * 5000 + b"}",
    b"[" * 100_000,
    b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    b'{"data":' + b"[" * 990 + b"]" * 990 + b"}",
    "{}".encode("utf-16"),
    b'\xef\xbb\xbf{"a": 1}',
)
QUERIES = (
    "page=-1",
    "page=99999999999999999999",
    "page=%00",
    "cursor=%00%ff",
    "cursor=W1tdXQ.abc",
    "limit=-1",
    "limit=0",
    "limit=99999999999",
    "limit=%D9%A3",
    "since=%22",
    "since=-1",
    "since=999999999999999999999",
    "since=%0d%0aX: y",
    "since=%C3%A9%E2%82%AC",
    "q=%00%25_%5C'",
    "q=%ED%A0%80",
    "show=owner",
    "state=%00",
    "type=%00",
    "mine=maybe",
    "next=//evil.example",
    "unread=%00",
    "sort=%00&role=%00&status=%00",
    "theme=%22%3E&direction=%22%3E",
    "code=%00",
    "a=" + "b" * 5000,
)
PARTS = ("%00", "a%00b", "%ED%A0%80", "%FF", "..%2F..%2Fetc", "a" * 3000, "%E2%80%AE", "0" * 32, "{{7*7}}", "%0d%0aX:y")
TYPES = (
    "application/json",
    "text/plain",
    "application/xml",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "",
)


def text(chance: random.Random) -> str:
    return chance.choice(TEXTS)


def value(chance: random.Random) -> Any:
    return chance.choice((text(chance), text(chance), chance.choice(NUMBERS), chance.choice(OTHERS)))


def form(chance: random.Random) -> dict[str, Any]:
    """Fields of pages with junk; only what a browser's encoding can carry."""
    chosen = chance.sample(FIELDS_OF_PAGES, chance.randint(3, len(FIELDS_OF_PAGES)))
    return {name: re.sub("[\ud800-\udfff]", "?", text(chance)) for name in chosen}


def body(chance: random.Random) -> bytes:
    """A JSON body, or what is none."""
    if chance.random() < 0.3:
        return chance.choice(WHOLE)
    chosen = chance.sample(FIELDS_OF_BODIES, chance.randint(1, 8))
    return json.dumps({name: value(chance) for name in chosen}).encode()
