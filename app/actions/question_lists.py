"""A list of questions that somebody pasted, into a quiz: whatever is clear goes in, the rest is told."""

from __future__ import annotations

from dataclasses import dataclass, field

from app import transaction
from app.actions import quiz_questions
from app.errors import Invalid
from app.formats import question_files
from app.formats.question_files import BadFile, Format, ReadQuestion, Status, aiken, gift_reader
from app.formats.question_lists import Listed
from app.formats.question_lists import read as read_list
from app.models.quiz import Quiz, QuizSection
from app.models.user import User
from app.questions import base

READ = {Status.IMPORTED, Status.CHANGED}


@dataclass(frozen=True)
class Pasted:
    """What a list holds: questions in order, and what of it was not understood, by our own reader or of a format."""

    questions: list[base.Question] = field(default_factory=list)
    listed: list[Listed] = field(default_factory=list)
    refused: list[ReadQuestion] = field(default_factory=list)

    @property
    def left(self) -> str:
        """What was typed and is no question yet."""
        return "\n\n".join(each.source for each in self.listed)

    @property
    def problems(self) -> int:
        return len(self.listed) + len(self.refused)


def read(given: str) -> Pasted:
    """The questions in `given`: Aiken and GIFT where it is that, else as people type lists."""
    for format, reader in ((Format.AIKEN, aiken), (Format.GIFT, gift_reader)):
        if reader.looks_like(given):
            try:
                return _of_format(question_files.read(given.encode(), format))
            except BadFile:
                break
    listed = read_list(given)
    questions = [each.question for each in listed if each.question]
    return Pasted(questions, [each for each in listed if each.question is None])


def _of_format(reading: question_files.Reading) -> Pasted:
    taken = [each for each in reading.questions if each.question and each.status in READ]
    refused = [each for each in reading.questions if each.question is None or each.status not in READ]
    return Pasted([each.question for each in taken if each.question], refused=refused)


@transaction.action
def put(quiz: Quiz, section: QuizSection | None, questions: list[base.Question], *, actor: User) -> int:
    """All of them at the end of `section`, or none. Raises Invalid (body) for too many, NotFound."""
    try:
        for question in questions:
            quiz_questions.add(quiz, section, question, actor=actor)
    except Invalid as refusal:
        raise Invalid({"body": refusal.message}) from None
    return len(questions)
