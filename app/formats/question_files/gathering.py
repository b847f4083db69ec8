"""What was read of one file, gathered in the order of the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from app.formats.question_files import bounds
from app.formats.question_files.making import Draft
from app.formats.question_files.report import (
    Bad,
    BadFile,
    Format,
    Reading,
    ReadQuestion,
    ReadSection,
    Reason,
    Refused,
    Status,
    Why,
)
from app.formats.question_files.texts import Texts
from app.questions import limits
from app.questions.base import NO_WORDS, Words


class Gathering:
    """Numbers questions as they stand in the file, and puts each into the section under way."""

    def __init__(self, format: Format, texts: Texts) -> None:
        self.format, self.texts = format, texts
        self.title = ""
        self.questions: list[ReadQuestion] = []
        self.sections: list[ReadSection] = [ReadSection()]
        self._category = ""

    def draft(self, type: str) -> Draft:
        """The next question. Raises BadFile where there are too many."""
        if len(self.questions) >= bounds.QUESTIONS:
            raise BadFile(Bad.TOO_MANY, str(bounds.QUESTIONS))
        return Draft(type, len(self.questions) + 1, len(self.sections) - 1)

    def add(self, question: ReadQuestion) -> None:
        self.questions.append(question)

    def text(self, draft: Draft, read: Callable[[], Words]) -> None:
        """A text between questions begins a section. An empty one is nothing."""
        try:
            draft.text = read()
        except Refused as refused:
            self.add(draft.refused(refused.reason))
            return
        if not draft.text:
            return
        made = self.section(self.sections[-1].title if not self._has_questions() else "", draft.text)
        draft.section = len(self.sections) - 1
        self.add(draft.section_text() if made else draft.refused(Reason(Why.TOO_MANY, str(bounds.SECTIONS))))

    def section(
        self, title: str = "", text: Words = NO_WORDS, draws: int | None = None, points: Fraction | None = None
    ) -> bool:
        """What follows stands in a new section; one that nothing stands in so far is written over.

        Returns whether there is room for one. Raises BadFile where there is none for a pool.
        """
        if self._has_questions() or self.sections[-1].text:
            if len(self.sections) >= bounds.SECTIONS:
                if draws:
                    raise BadFile(Bad.TOO_MANY, str(bounds.SECTIONS))
                return False
            self.sections.append(ReadSection())
        self.sections[-1] = ReadSection(" ".join(title.split())[: limits.NAME], text, draws, points)
        return True

    def category(self, path: str) -> None:
        """A folder of a question bank: the first names the file, others begin a section."""
        name = path.replace("//", "\0").split("/")[-1].replace("\0", "/").strip()
        if name in ("top", "$course$") or not name or name == self._category:
            return
        if not self.title:
            self.title = name
        if self._category or self._has_questions():
            self.section("" if name == self.title else name)
        self._category = name

    def _has_questions(self) -> bool:
        last = len(self.sections) - 1
        return any(question.section == last for question in self.questions)

    def reading(self) -> Reading:
        """Raises BadFile where nothing was found that could be a question."""
        if not self.questions:
            raise BadFile(Bad.NO_QUESTIONS)
        title = " ".join(self.title.split())[: limits.NAME]
        self._check_pools()
        if len(self.sections) > 1 and not self._has_questions():
            self.sections.pop()
        return Reading(self.format, title, tuple(self.questions), tuple(self.sections), dict(self.texts.files))

    def _check_pools(self) -> None:
        """A pool draws fewer than it has, each worth the same: any other is none."""
        for place, section in enumerate(self.sections):
            made = [each.question for each in self.questions if each.section == place and each.question]
            worths = {section.points} - {None} or {each.points for each in made}
            if section.draws and section.draws < len(made) and len(worths) == 1:
                self.sections[place] = replace(section, points=worths.pop())
            elif section.draws:
                self.sections[place] = replace(section, draws=None, points=None)
                self._tell_of_pool(place)

    def _tell_of_pool(self, place: int) -> None:
        said = Reason(Why.POOL_LEFT_OUT, str(self.sections[place].title))
        for number, each in enumerate(self.questions):
            if each.section == place and each.question:
                self.questions[number] = replace(each, status=Status.CHANGED, reasons=(*each.reasons, said))
