"""Matching: to each prompt one of the answers, with answers that belong to none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from app.questions import limits
from app.questions.base import FULL, NO_WORDS, NOTHING, Content, Grade, Json, Shows, Tally, What, Words, new_part_id
from app.questions.plain import one_line, same
from app.questions.reading import Fields
from app.questions.reviewing import Reviewed
from app.questions.shuffling import shuffled


@dataclass(frozen=True)
class Pair:
    """`answer_id` is a random name of its own, so that nothing on the page links the two."""

    id: str
    prompt: Words
    answer_id: str
    answer: Words


@dataclass(frozen=True)
class Distractor:
    id: str
    answer: Words


@dataclass(frozen=True)
class Matching(Content):
    """JSON: {"pairs": [{"id", "prompt", "answer_id", "answer"}], "distractors": [{"id", "answer"}], "shuffle"}.

    Each pair is worth an equal share. Equal answers of several pairs are one for the student and for grading.
    `shuffle` is about the prompts: answers never stand in their own order.
    """

    pairs: tuple[Pair, ...]
    distractors: tuple[Distractor, ...] = ()
    shuffle: bool = True

    def json(self) -> Json:
        pairs = [
            {"id": each.id, "prompt": each.prompt.json(), "answer_id": each.answer_id, "answer": each.answer.json()}
            for each in self.pairs
        ]
        distractors = [{"id": each.id, "answer": each.answer.json()} for each in self.distractors]
        return {"pairs": pairs, "distractors": distractors, "shuffle": self.shuffle}

    def texts(self) -> Iterable[Words]:
        for pair in self.pairs:
            yield pair.prompt
            yield pair.answer
        for distractor in self.distractors:
            yield distractor.answer

    def with_texts(self, change: Callable[[Words], Words]) -> Matching:
        pairs = (replace(each, prompt=change(each.prompt), answer=change(each.answer)) for each in self.pairs)
        distractors = (replace(each, answer=change(each.answer)) for each in self.distractors)
        return replace(self, pairs=tuple(pairs), distractors=tuple(distractors))

    def answers(self) -> dict[str, Words]:
        """Every answer by its id, also of those that look the same."""
        answers = {pair.answer_id: pair.answer for pair in self.pairs}
        return answers | {distractor.id: distractor.answer for distractor in self.distractors}

    def shown(self) -> dict[tuple[str, str], str]:
        """The id under which each answer is shown, by what it looks like."""
        shown: dict[tuple[str, str], str] = {}
        for id, answer in self.answers().items():
            shown.setdefault(same(answer), id)
        return shown

    def matched(self, answer: Json | None) -> dict[str, str]:
        """For each pair that was answered the id under which its answer is shown now: another may look the same."""
        answers, shown = self.answers(), self.shown()
        given = answer["pairs"] if answer else {}
        return {pair: shown[same(answers[id])] if id in answers else id for pair, id in given.items()}

    def right(self) -> dict[str, str]:
        """For each pair's id the id under which its answer is shown."""
        shown = self.shown()
        return {pair.id: shown[same(pair.answer)] for pair in self.pairs}


class MatchingType(Reviewed[Matching]):
    """An answer is {"pairs": {id of the prompt: id of the answer}}, with those alone that were matched."""

    name = "matching"

    def parse(self, raw: object) -> Matching:
        fields = Fields(raw, {"pairs", "distractors", "shuffle"})
        ids: set[str] = set()
        prompts: set[tuple[str, str]] = set()
        pairs = []
        for part in fields.parts("pairs", {"id", "prompt", "answer_id", "answer"}, 2, limits.PAIRS):
            prompt = part.words("prompt", required=True)
            if prompt and same(prompt) in prompts:
                part.note("prompt", What.TWICE)
            prompts.add(same(prompt))
            answer = part.words("answer", required=True)
            pairs.append(Pair(part.part_id(ids), prompt, part.part_id(ids, "answer_id"), answer))
        distractors = tuple(
            Distractor(part.part_id(ids), part.words("answer", required=True))
            for part in fields.parts("distractors", {"id", "answer"}, 0, limits.DISTRACTORS)
        )
        content = Matching(tuple(pairs), distractors, fields.flag("shuffle", True))
        fields.done()
        return content

    def present(self, content: Matching, seed: int) -> Json:
        pairs = shuffled(content.pairs, seed, lambda pair: pair.id) if content.shuffle else content.pairs
        answers = content.answers()
        order = shuffled(content.shown().values(), seed, str)
        return {
            "prompts": [{"id": pair.id, "text": pair.prompt.json()} for pair in pairs],
            "answers": [{"id": id, "text": answers[id].json()} for id in order],
        }

    def read(self, content: Matching, raw: object) -> Json | None:
        if raw is None:
            return None
        fields = Fields(raw, {"pairs"})
        pairs = Fields(fields.values.get("pairs") or {}, content.right(), "pairs", fields.problems)
        answers = content.answers()
        chosen = {pair.id: pairs.chosen(pair.id, answers) for pair in content.pairs}
        fields.done()
        matched = content.matched({"pairs": {pair: answer for pair, answer in chosen.items() if answer}})
        return {"pairs": matched} if matched else None

    def read_form(self, content: Matching, fields: Callable[[str], Sequence[str]]) -> Json | None:
        pairs = {pair.id: next(iter(fields(f"pair-{pair.id}")), None) for pair in content.pairs}
        return self.read(content, {"pairs": pairs})

    def grade(self, content: Matching, answer: Json | None) -> Grade:
        matched = content.matched(answer)
        parts = {
            pair: FULL if matched[pair] == right else NOTHING
            for pair, right in content.right().items()
            if pair in matched
        }
        return Grade(sum(parts.values(), NOTHING) / len(content.pairs), parts)

    def review(self, content: Matching, seed: int, answer: Json | None, shows: Shows) -> Json:
        now = {"pairs": content.matched(answer)} if answer else None
        return super().review(content, seed, now, shows)

    def key(self, content: Matching) -> Json:
        return {"pairs": content.right()}

    def tally(self, content: Matching, answers: Iterable[Json | None]) -> list[Tally]:
        counts = Counter(pair for answer in answers for pair in content.matched(answer).items())
        words, right = content.answers(), content.right()
        return [
            Tally(
                f"{pair.id}:{id}",
                f"{one_line(pair.prompt)} → {one_line(words[id])}",
                counts[pair.id, id],
                Fraction(right[pair.id] == id),
            )
            for pair in content.pairs
            for id in content.shown().values()
            if counts[pair.id, id] or right[pair.id] == id
        ]

    def in_words(self, content: Matching, answer: Json | None) -> str:
        matched, words = content.matched(answer), content.answers()
        return self._line(content, {pair: one_line(words[id]) for pair, id in matched.items() if id in words})

    def key_in_words(self, content: Matching) -> str:
        return self._line(content, {pair.id: one_line(pair.answer) for pair in content.pairs})

    def _line(self, content: Matching, answers: dict[str, str]) -> str:
        return "; ".join(
            f"{one_line(pair.prompt)} → {answers[pair.id]}" for pair in content.pairs if pair.id in answers
        )

    def blank(self) -> Matching:
        return Matching(tuple(Pair(new_part_id(), NO_WORDS, new_part_id(), NO_WORDS) for _ in range(2)))


MATCHING = MatchingType()
