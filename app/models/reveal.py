"""What of an attempt its student may see, and when: as he goes, once it is handed in, once the quiz is closed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.questions.base import Shows


class Phase(StrEnum):
    """DURING: an answer was checked for good, and the attempt goes on. AFTER: handed in. CLOSED: nobody can answer."""

    DURING = "during"
    AFTER = "after"
    CLOSED = "closed"


class Part(StrEnum):
    """SCORE: of the whole attempt. MARKS: right or wrong. FEEDBACK: what was written to it. KEY: what is right."""

    SCORE = "score"
    MARKS = "marks"
    FEEDBACK = "feedback"
    KEY = "key"


@dataclass(frozen=True)
class Reveals:
    """For each phase the parts that are shown in it. During an attempt there is no score of the whole."""

    during: frozenset[Part] = frozenset()
    after: frozenset[Part] = frozenset({Part.SCORE, Part.MARKS})
    closed: frozenset[Part] = frozenset(Part)

    @classmethod
    def of(cls, kept: Mapping[str, Iterable[str]]) -> Reveals:
        """From the JSON of a quiz; a phase that is not in it shows nothing."""
        return cls(*(frozenset(Part(part) for part in kept.get(phase, ())) for phase in Phase))

    def json(self) -> dict[str, list[str]]:
        return {phase.value: sorted(getattr(self, phase.value)) for phase in Phase}

    def parts(self, phase: Phase) -> frozenset[Part]:
        chosen: frozenset[Part] = getattr(self, phase.value)
        return chosen

    def shows(self, phase: Phase) -> Shows:
        """What `questions` may put into a review."""
        parts = self.parts(phase)
        return Shows(marks=Part.MARKS in parts, feedback=Part.FEEDBACK in parts, key=Part.KEY in parts)


USUAL = Reveals()
