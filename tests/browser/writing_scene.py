"""Quizzes being written and set, in every state, for the pages where that is done."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from app import clock
from app.actions import quiz_exceptions, quiz_publishing, quiz_questions, quiz_sections, quizzes
from app.actions.quiz_exceptions import Others
from app.models.classroom import Classroom
from app.models.lesson import LessonKind
from app.models.user import User
from app.questions.base import Words, WordsFormat
from tests.support.people import make_lesson
from tests.support.quizzes import make_quiz, question, questions_of


def every_type(word: str) -> list[dict[str, Any]]:
    """The content of a question of each type, whose only word is `word`."""
    others = [f"{word} {number}" for number in range(1, 4)]
    choices = [{"text": text, "worth": str(int(not place)), "feedback": word} for place, text in enumerate(others)]
    short = {"accepted": [{"text": word, "feedback": word}, {"text": others[0], "worth": "1/2"}]}
    return [
        {"type": "single", "content": {"choices": choices}},
        {"type": "multiple", "content": {"choices": choices, "scheme": "all_or_nothing"}},
        {"type": "true_false", "content": {"right": True, "feedback_false": word}},
        {"type": "short", "content": short},
        {"type": "numeric", "content": {"ranges": [{"low": "1.5", "high": "2.5"}]}},
        {"type": "matching", "content": {"pairs": [{"prompt": text, "answer": f"{text}!"} for text in others[:2]]}},
        {"type": "ordering", "content": {"items": [{"text": text} for text in others]}},
        {"type": "cloze", "content": {"gaps": [{"id": "1", "type": "short", "content": short}]}},
        {"type": "essay", "content": {"lines": 5, "notes": word}},
    ]


def writing_of(classroom: Classroom, student: User, word: str) -> dict[str, str]:
    """A draft with a section, a pool and a question of each type; one that students may start; one to come."""
    teacher = classroom.owner
    made = [question(**each, text=f"{word} [[1]]" if each["type"] == "cloze" else word) for each in every_type(word)]
    draft = make_quiz(classroom, made, published=False, title=word)
    pool = quiz_sections.add(draft, actor=teacher, title=word, text=Words(word))
    for each in made[:3]:
        quiz_questions.add(draft, pool, each, actor=teacher)
    quiz_sections.change(pool, actor=teacher, title=word, text=Words(f"**{word}**", WordsFormat.MARKDOWN), draws=2)
    open_one = make_quiz(classroom, made[:2], title=word, password="word", time_limit=1800)
    intro, closes = Words(word, WordsFormat.MARKDOWN), clock.now() + timedelta(days=2)
    quizzes.update(open_one, actor=teacher, intro=intro, closes_at=closes, attempts_allowed=2, pass_percent=60)
    exception = quiz_exceptions.put(open_one, student, Others(time_percent=150), actor=teacher)
    later = make_quiz(classroom, [], published=False, title=word)
    quiz_publishing.schedule(later, clock.now() + timedelta(days=3), actor=teacher)
    quiz_publishing.delete(make_quiz(classroom, [], title=word), actor=teacher)
    text = {"body": word, "body_html": f"<p>{word}</p>"}
    lesson = make_lesson(classroom, title=word, kind=LessonKind.QUIZ, quiz_id=open_one.id, **text)
    questions = {f"question_{each.type}": each.public_id for each in questions_of(draft)[:9]}
    return {
        "quiz_draft": draft.public_id,
        "quiz_open": open_one.public_id,
        "quiz_later": later.public_id,
        "quiz_pool": pool.public_id,
        "quiz_exception": exception.public_id,
        "quiz_lesson": lesson.public_id,
        **questions,
    }
