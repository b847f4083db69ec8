"""A question apart from where it stands, as JSON: for banks, files and copies."""

from __future__ import annotations

from app.questions import TYPES, limits
from app.questions.base import FULL, BadQuestion, Content, Json, Problem, Question, What, Words
from app.questions.essay import ESSAY
from app.questions.reading import Fields


def question_to_json(question: Question) -> Json:
    """As `question_from_json` reads it back to an equal question."""
    return {
        "type": question.type,
        "name": question.name,
        "text": question.text.json(),
        "points": str(question.points),
        "feedback": question.feedback.json(),
        "tags": list(question.tags),
        "content": question.content.json(),
    }


def question_from_json(raw: object) -> Question:
    """Raises BadQuestion with all problems; those of the content stand under `content`."""
    fields = Fields(raw, {"type", "name", "text", "points", "feedback", "tags", "content"})
    type, text = fields.text("type", limits.NAME, required=True), fields.words("text", required=True)
    content = _content(fields, type, text)
    name, points = fields.text("name", limits.NAME).strip(), fields.share("points", FULL, 0, limits.POINTS)
    feedback, tags = fields.words("feedback"), _tags(fields)
    fields.done()
    return Question(type, text, content, points, name, feedback, tags)


def _content(fields: Fields, type: str, text: Words) -> Content:
    """The content, or, where there is a problem, any at all."""
    if type not in TYPES:
        if type:
            fields.note("type", What.UNKNOWN)
        return ESSAY.blank()
    try:
        content: Content = TYPES[type].parse(fields.values.get("content"))
    except BadQuestion as bad:
        fields.problems += map(_inside, bad.problems)
        return ESSAY.blank()
    for problem in TYPES[type].check_text(text, content):
        fields.problems.append(problem if problem.where == "text" else _inside(problem))
    return content


def _inside(problem: Problem) -> Problem:
    return Problem(f"content.{problem.where}" if problem.where else "content", problem.what, problem.fact)


def _tags(fields: Fields) -> tuple[str, ...]:
    given = fields.values.get("tags") or []
    if not isinstance(given, list) or not all(isinstance(tag, str) for tag in given):
        fields.note("tags", What.NOT_ALLOWED)
        return ()
    tags = tuple(dict.fromkeys(" ".join(tag.split()) for tag in given if tag.strip()))
    if len(tags) > limits.TAGS:
        fields.note("tags", What.TOO_MANY, limits.TAGS)
    if any(len(tag) > limits.TAG for tag in tags):
        fields.note("tags", What.TOO_LONG, limits.TAG)
    return tags
