"""What attempts are, in sixty lines of plain Python; times in seconds after noon."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.actions.answers import Outcome
from app.models.limits import LATE_ANSWERS

OPEN, LIMIT, GRACE = "open", 600, 10


@dataclass
class OneAttempt:
    begun: int
    end: float
    state: str = OPEN
    over: float | None = None
    by: str | None = None
    answers: dict[int, tuple[str | None, int, int]] = field(default_factory=dict)  # choice, sequence, typed
    flags: dict[int, bool] = field(default_factory=dict)
    extra: int = 0
    late: dict[int, int] = field(default_factory=dict)

    def seen(self) -> Any:
        chosen = {place: choice for place, (choice, _, _) in self.answers.items() if choice}
        right = sum(choice == "right" for choice in chosen.values())
        score = None if self.state == OPEN else right
        return self.state, self.end, self.over, self.by, chosen, {p for p, on in self.flags.items() if on}, score


@dataclass
class Model:
    now: int = 0
    late: int = 0
    changes: int = 0
    excepted: bool = False
    attempts: list[OneAttempt] = field(default_factory=list)
    known: list[dict[int, int]] = field(default_factory=lambda: [{}, {}])

    def _time(self) -> int:
        return LIMIT * 3 // 2 if self.excepted else LIMIT

    def _hand_in(self, by: str, at: float) -> None:
        one = self.attempts[-1]
        one.state, one.by, one.over = "submitted", by, at

    def close(self) -> None:
        """What the clock does, and whoever meets an attempt whose time is over."""
        if self.attempts and self.attempts[-1].state == OPEN and self.now >= self.attempts[-1].end + GRACE:
            self._hand_in("clock", self.attempts[-1].end)

    def start(self) -> int | None:
        self.close()
        if not self.attempts or self.attempts[-1].state != OPEN:
            if len(self.attempts) == 2:
                return None
            self.attempts.append(OneAttempt(self.now, self.now + self._time()))
            self.known = [{}, {}]
        return len(self.attempts)

    def answer(self, place: int, choice: str | None, tab: int, ago: int) -> tuple[Outcome, int]:
        one = self.attempts[-1]
        stands, sequence, typed_before = one.answers.get(place, (None, 0, one.begun - 1))
        outcome, typed = Outcome.KEPT, max(self.now - ago, one.begun)
        if choice != stands:
            if one.state != OPEN or self.now >= one.end + GRACE:
                self.close()
                if one.late.get(place, 0) < LATE_ANSWERS:
                    one.late[place] = one.late.get(place, 0) + 1
                    self.late += 1
                outcome = Outcome.LATE
            elif self.known[tab].get(place, 0) != sequence and typed <= typed_before:
                outcome = Outcome.OLDER
            else:
                sequence += 1
                one.answers[place] = choice, sequence, max(typed, typed_before)
        self.known[tab][place] = sequence
        return outcome, sequence

    def reload(self, tab: int) -> None:
        self.known[tab] = {place: sequence for place, (_, sequence, _) in self.attempts[-1].answers.items()}

    def flag(self, place: int, flagged: bool) -> None:
        self.attempts[-1].flags[place] = flagged

    def submit(self) -> None:
        self.close()
        if self.attempts[-1].state == OPEN:
            self._hand_in("student", self.now)

    def longer(self, seconds: int) -> None:
        for one in self.attempts:
            if one.state == OPEN:
                one.end, one.extra = one.end + seconds, one.extra + seconds

    def half_as_long_again(self) -> None:
        self.excepted = True
        for one in self.attempts:
            if one.state == OPEN:
                one.end = one.begun + self._time() + one.extra
