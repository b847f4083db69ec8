"""Students who take a quiz over HTTP, as their pages do it: card, start, questions, answers, the end."""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import aiohttp

STARTS_WITHIN = 10.0
SAVE_EVERY = 5.0
LASTS = 60.0
TOKEN = re.compile(r'<meta name="csrf-token" content="([^"]+)"')
ASKED = re.compile(r'data-asked="([0-9a-f]{32})"')
CHOICES = ("right", "wrong", "other")


@dataclass
class Taken:
    """Seconds of each deed, what went wrong, and how long all of it took."""

    whole: list[float] = field(default_factory=list)
    starts: list[float] = field(default_factory=list)
    saves: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0


class Pupil:
    """One student with his cookie; the token comes with the first page, as in a browser."""

    def __init__(self, address: str, quiz: str, cookie: str, taken: Taken) -> None:
        self.address, self.quiz, self.taken = address, quiz, taken
        self.cookies = dict([cookie.split("=", 1)])
        self.token, self.attempt, self.questions = "", "", list[str]()
        self.sequence = dict[str, int]()

    async def ask(self, session: aiohttp.ClientSession, method: str, path: str, **sent: object) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        headers |= {"X-CSRFToken": self.token} if method == "POST" else {}
        try:
            async with session.request(
                method, self.address + path, headers=headers, allow_redirects=False, **sent
            ) as answer:
                self.cookies |= {name: kept.value for name, kept in answer.cookies.items()}
                text = answer.headers.get("Location", "") if 300 <= answer.status < 400 else await answer.text()
                if answer.status >= 400:
                    self.taken.wrong.append(f"{method} {path}: {answer.status} {text[:200]}")
                return answer.status, text
        except (aiohttp.ClientError, TimeoutError) as problem:
            self.taken.wrong.append(f"{method} {path}: {problem!r}")
            return 0, ""

    async def start(self, session: aiohttp.ClientSession) -> None:
        _, card = await self.ask(session, "GET", f"/quizzes/{self.quiz}")
        self.token = found[1] if (found := TOKEN.search(card)) else ""
        began = time.monotonic()
        _, place = await self.ask(session, "POST", f"/quizzes/{self.quiz}/attempts")
        self.attempt = place.split("?")[0]
        self.taken.starts.append(time.monotonic() - began)
        await self.ask(session, "GET", self.attempt)
        _, part = await self.ask(session, "GET", f"{self.attempt}/questions?from=1")
        self.questions = ASKED.findall(part)

    async def save(self, session: aiohttp.ClientSession, question: str) -> None:
        base = self.sequence.get(question, 0)
        sent = {"fields": {"choice": [CHOICES[base % 3]]}, "sequence": base}
        began = time.monotonic()
        status, _ = await self.ask(session, "POST", f"{self.attempt}/answers/{question}", json=sent)
        self.taken.saves.append(time.monotonic() - began)
        self.sequence[question] = base + (status == 200)

    async def take(self, session: aiohttp.ClientSession) -> None:
        """From the card to the result, without a pause."""
        began = time.monotonic()
        await self.start(session)
        for question in self.questions:
            await self.save(session, question)
        await self.ask(session, "POST", f"{self.attempt}/submission")
        await self.ask(session, "GET", f"{self.attempt}/result")
        self.taken.whole.append(time.monotonic() - began)

    async def go_on(self, session: aiohttp.ClientSession) -> None:
        """Begins some time in the first seconds, then an answer every few."""
        await asyncio.sleep(random.random() * STARTS_WITHIN)
        await self.start(session)
        end = time.monotonic() + LASTS
        while time.monotonic() < end and self.questions:
            await asyncio.sleep(SAVE_EVERY)
            await self.save(session, random.choice(self.questions))


async def take(address: str, quiz: str, jar: list[str]) -> Taken:
    return await _all(address, quiz, jar, Pupil.take)


async def go_on(address: str, quiz: str, jar: list[str]) -> Taken:
    return await _all(address, quiz, jar, Pupil.go_on)


async def _all(
    address: str, quiz: str, jar: list[str], deed: Callable[[Pupil, aiohttp.ClientSession], Awaitable[None]]
) -> Taken:
    taken = Taken()
    pupils = [Pupil(address, quiz, cookie, taken) for cookie in jar]
    began = time.monotonic()
    limit = aiohttp.ClientTimeout(total=30)
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(
        connector=connector, timeout=limit, cookie_jar=aiohttp.DummyCookieJar()
    ) as session:
        await asyncio.gather(*(deed(pupil, session) for pupil in pupils))
    taken.seconds = time.monotonic() - began
    return taken
