"""What all types but cloze and essay do alike: a review, and how often each typed text was given."""

from __future__ import annotations

from abc import abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction

from app.questions import limits
from app.questions.base import C, Grade, Json, Shows, Tally, TypeOf, Words


class Reviewed(TypeOf[C]):
    """A type that says what its key is, and which words an answer is told."""

    @abstractmethod
    def key(self, content: C) -> Json:
        """What is right, as JSON."""

    def told(self, content: C, answer: Json | None) -> Mapping[str, Words]:
        """The feedback that `answer` is given, by the name of its part; "" for the whole of it."""
        return {}

    def review(self, content: C, seed: int, answer: Json | None, shows: Shows) -> Json:
        shown = self.present(content, seed) | {"answer": answer}
        if shows.marks:
            shown |= marks(self.grade(content, answer))
        if shows.feedback:
            told = self.told(content, answer)
            shown["feedback"] = {part: words.json() for part, words in told.items() if words}
        if shows.key:
            shown["key"] = self.key(content)
        return shown


def marks(grade: Grade) -> Json:
    """A grade as JSON: shares are written as exact fractions, None where a person has to say."""
    share = None if grade.share is None else str(grade.share)
    return {"share": share, "parts": {part: str(earned) for part, earned in grade.parts.items()}}


def frequent(
    answers: Iterable[str], same: Callable[[str], str], share: Callable[[str], Fraction | None]
) -> list[Tally]:
    """The most frequent of `answers`, those that are the `same` together, under the spelling that came most often."""
    counts: Counter[str] = Counter()
    spelled: dict[str, Counter[str]] = {}
    for answer in answers:
        counts[same(answer)] += 1
        spelled.setdefault(same(answer), Counter())[answer] += 1
    found = sorted(counts.items(), key=lambda each: (-each[1], each[0]))[: limits.TALLIED]
    labels = {key: min(spelled[key].items(), key=lambda each: (-each[1], each[0]))[0] for key, _ in found}
    return [
        Tally(key[: limits.TALLIED_LABEL], labels[key][: limits.TALLIED_LABEL], count, share(labels[key]))
        for key, count in found
    ]
