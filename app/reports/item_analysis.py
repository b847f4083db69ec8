"""How the questions of a quiz did: how hard each was, whether it told strong students from weak ones, what was chosen.

One attempt of each student is looked at, the one that counts, or his last where the average does; only such as are
graded. Difficulty is the mean share of the points. Discrimination is the point-biserial correlation of the share with
the rest of the score, that is without the item itself (Henrysson 1963, "Correction of item-total correlations in item
analysis", Psychometrika 28, 211-218); between -0.2 and 0.2 a question says little, below that it speaks against its
key (Ebel and Frisbie 1991, "Essentials of Educational Measurement", ch. 13).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from statistics import StatisticsError, correlation, fmean

from sqlalchemy import Select, and_, func, or_, select

from app.extensions import db
from app.formats import words
from app.models.attempt import Attempt, AttemptState, QuizResult, Response
from app.models.question import Question, QuestionVersion
from app.models.quiz import Quiz, QuizSection
from app.questions import TYPES
from app.questions.base import FULL, NOTHING, Content, Json, Tally

# Of fewer attempts nothing is concluded.
ENOUGH = 10
HARD, EASY = 0.3, 0.9
WEAK, GOOD = 0.2, 0.4
TENTHS = 10


@dataclass(frozen=True)
class Option:
    """One of the answers: how often it was given, and the mean share of the rest of the score of those who gave it."""

    tally: Tally
    rest: float | None

    @property
    def is_right(self) -> bool:
        """It earns something."""
        return self.tally.share is not None and self.tally.share > NOTHING


@dataclass(frozen=True)
class Item:
    """One question. None: nothing can be said. `rival`: an answer that is not right, and that the strong ones gave."""

    question: Question
    asked: int
    answered: int
    full: int
    difficulty: float | None = None
    discrimination: float | None = None
    options: list[Option] = field(default_factory=list)
    key: str = ""

    @property
    def is_enough(self) -> bool:
        return self.asked >= ENOUGH

    @property
    def is_hard(self) -> bool:
        return self.difficulty is not None and self.difficulty < HARD

    @property
    def is_easy(self) -> bool:
        return self.difficulty is not None and self.difficulty > EASY

    @property
    def is_against_key(self) -> bool:
        return self.is_enough and self.discrimination is not None and self.discrimination <= -WEAK

    @property
    def is_weak(self) -> bool:
        return self.is_enough and self.discrimination is not None and -WEAK < self.discrimination < WEAK

    @property
    def is_good(self) -> bool:
        return self.is_enough and self.discrimination is not None and self.discrimination >= GOOD

    @property
    def rival(self) -> Option | None:
        """The wrong answer of those who did well: better in the rest than those who gave a right one."""
        known = [option for option in self.options if option.rest is not None and option.tally.count > 1]
        right = max((option.rest or 0 for option in known if option.is_right), default=0)
        wrong = [option for option in known if not option.is_right and (option.rest or 0) > right]
        return max(wrong, key=lambda option: option.rest or 0, default=None) if self.is_against_key else None


@dataclass(frozen=True)
class _Given:
    """One response: its share, its answer, and the share of the rest of its attempt."""

    share: Fraction
    answer: Json | None
    rest: float | None


def counting(quiz: Quiz) -> Select[int]:
    """The ids of the attempts that are looked at."""
    mine = and_(QuizResult.quiz_id == Attempt.quiz_id, QuizResult.user_id == Attempt.user_id)
    numbers = select(func.max(Attempt.number)).where(
        Attempt.quiz_id == quiz.id,
        Attempt.user_id == QuizResult.user_id,
        Attempt.state == AttemptState.SUBMITTED,
        Attempt.is_preview.is_(False),
    )
    last = and_(QuizResult.attempt_id.is_(None), Attempt.number == numbers.correlate(QuizResult).scalar_subquery())
    found = select(Attempt.id).join(QuizResult, mine).where(Attempt.quiz_id == quiz.id, Attempt.score.is_not(None))
    return found.where(or_(QuizResult.attempt_id == Attempt.id, last))


def number(quiz: Quiz) -> int:
    """How many attempts are looked at."""
    return db.session.scalar(select(func.count()).select_from(counting(quiz).subquery())) or 0


def questions(quiz: Quiz) -> Select[Question]:
    """Those that were asked in them, in their order."""
    asked = select(Response.question_id).where(Response.attempt_id.in_(counting(quiz)))
    every = select(Question).join(QuizSection, QuizSection.id == Question.section_id)
    ordered = every.where(Question.quiz_id == quiz.id, Question.id.in_(asked))
    return ordered.order_by(QuizSection.position, QuizSection.id, Question.position, Question.id)


def items(quiz: Quiz, shown: Sequence[Question]) -> list[Item]:
    """What is said of these questions, in two queries."""
    ids = [question.id for question in shown]
    given = _given(quiz, ids)
    contents = _contents(ids)
    return [_item(question, given.get(question.id, []), *contents[question.id]) for question in shown]


def _given(quiz: Quiz, question_ids: list[int]) -> dict[int, list[_Given]]:
    columns = (Response.question_id, Response.share, Response.points, Response.answer, Attempt.score, Attempt.points)
    found = select(*columns).join(Attempt, Attempt.id == Response.attempt_id)
    rows = db.session.execute(found.where(Response.question_id.in_(question_ids), Attempt.id.in_(counting(quiz))))
    given: dict[int, list[_Given]] = {}
    for question_id, share, points, answer, score, whole in rows:
        if share is not None:
            rest = (score - share * points) / (whole - points) if whole > points else None
            given.setdefault(question_id, []).append(_Given(share, answer, None if rest is None else float(rest)))
    return given


def _contents(question_ids: list[int]) -> dict[int, tuple[str, Content]]:
    """As they are now: what was answered to an earlier version is counted as far as it is there still."""
    found = select(QuestionVersion).join(Question, QuestionVersion.newest()).where(Question.id.in_(question_ids))
    versions = db.session.scalars(found)
    return {each.question_id: (each.type, TYPES[each.type].parse(each.content)) for each in versions}


def _item(question: Question, given: list[_Given], type_: str, content: Content) -> Item:
    return Item(
        question=question,
        asked=len(given),
        answered=sum(each.answer is not None for each in given),
        full=sum(each.share == FULL for each in given),
        difficulty=fmean(float(each.share) for each in given) if given else None,
        discrimination=point_biserial([(float(each.share), each.rest) for each in given if each.rest is not None]),
        options=_options(given, type_, content),
        key=TYPES[type_].key_in_words(words.plainly(content)),
    )


def point_biserial(pairs: Iterable[tuple[float, float]]) -> float | None:
    """The correlation of shares with rest scores; None where all are alike, or there are not two."""
    listed = list(pairs)
    try:
        return correlation([share for share, _rest in listed], [rest for _share, rest in listed])
    except StatisticsError:
        return None


class _Keys:
    """Which answers of a tally one answer is: worked out once for all who gave the same."""

    def __init__(self, type_: str, content: Content) -> None:
        self.type, self.content = TYPES[type_], content
        self.known: dict[str, list[str]] = {}

    def of(self, answer: Json) -> list[str]:
        name = json.dumps(answer, sort_keys=True)
        if name not in self.known:
            self.known[name] = [each.key for each in self.type.tally(self.content, [answer]) if each.count]
        return self.known[name]


def _options(given: list[_Given], type_: str, content: Content) -> list[Option]:
    keys, rests = _Keys(type_, content), dict[str, list[float]]()
    for each in given:
        if each.answer is not None and each.rest is not None:
            for key in keys.of(each.answer):
                rests.setdefault(key, []).append(each.rest)
    tallies = words.tallies(TYPES[type_], content, [each.answer for each in given])
    return [Option(each, fmean(rests[each.key]) if each.key in rests else None) for each in tallies]


def spread(quiz: Quiz) -> list[int]:
    """How many results lie in each tenth, from nought; all points are in the last."""
    thousand = QuizResult.percent // 1_000
    found = select(thousand, func.count()).where(QuizResult.quiz_id == quiz.id, QuizResult.percent.is_not(None))
    tenths = [0] * TENTHS
    for tenth, count in db.session.execute(found.group_by(thousand)):
        tenths[min(tenth or 0, TENTHS - 1)] += count
    return tenths
