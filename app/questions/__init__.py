"""Questions of every type. Pure: no Flask, no database; what a student sees never holds a key."""

from __future__ import annotations

from app.questions.base import QuestionType
from app.questions.cloze import CLOZE
from app.questions.essay import ESSAY
from app.questions.matching import MATCHING
from app.questions.multiple import MULTIPLE
from app.questions.numeric import NUMERIC
from app.questions.ordering import ORDERING
from app.questions.short import SHORT
from app.questions.single import SINGLE
from app.questions.true_false import TRUE_FALSE

TYPES: dict[str, QuestionType] = {
    each.name: each for each in (SINGLE, MULTIPLE, TRUE_FALSE, SHORT, NUMERIC, MATCHING, ORDERING, CLOZE, ESSAY)
}
