"""What is typed into a classroom."""

from __future__ import annotations

from typing import TypedDict

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional

from app.models import limits
from app.models.classroom import JoinPolicy
from app.models.user import User
from app.web.choices import offer
from app.web.forms import Form, at_most, needed

COLOURS = {
    1: _l("Blue"),
    2: _l("Violet"),
    3: _l("Pink"),
    4: _l("Rose"),
    5: _l("Red"),
    6: _l("Orange"),
    7: _l("Olive"),
    8: _l("Green"),
    9: _l("Teal"),
    10: _l("Sky blue"),
}
EMOJI = {
    "": _l("First letter"),
    "📚": _l("Books"),
    "✏️": _l("Pencil"),
    "🔢": _l("Numbers"),
    "📐": _l("Triangle"),
    "🔬": _l("Microscope"),
    "🧪": _l("Test tube"),
    "🌱": _l("Plant"),
    "🦋": _l("Butterfly"),
    "🌍": _l("Globe"),
    "🏛️": _l("Temple"),
    "💬": _l("Speech bubble"),
    "📖": _l("Open book"),
    "🎨": _l("Paint"),
    "🎵": _l("Music"),
    "🎭": _l("Theatre"),
    "⚽": _l("Ball"),
    "💻": _l("Computer"),
    "🚀": _l("Rocket"),
    "💡": _l("Light bulb"),
    "⭐": _l("Star"),
}
POLICIES = {
    JoinPolicy.CODE: _l("With the code, link or QR picture"),
    JoinPolicy.REQUEST: _l("By asking: you let each one in"),
    JoinPolicy.OPEN: _l("Every student of the school may join"),
    JoinPolicy.CLOSED: _l("Nobody: you invite by address"),
}


def _one_sign_a_line(text: str | None) -> str:
    """Browsers send two signs for the end of a line; only one counts."""
    return (text or "").replace("\r\n", "\n")


class Typed(TypedDict):
    """What a classroom is made of."""

    title: str
    subject: str
    description: str
    emoji: str
    colour: int
    join_policy: JoinPolicy


class ClassroomForm(Form):
    title = StringField(_l("Name of the class"), [needed(), at_most(limits.CLASSROOM_TITLE)])
    subject = StringField(_l("Subject"), [Optional(), at_most(limits.CLASSROOM_SUBJECT)])
    description = TextAreaField(
        _l("What it is about"), [Optional(), at_most(limits.DESCRIPTION)], filters=[_one_sign_a_line]
    )
    emoji = RadioField(_l("Picture"), choices=offer(EMOJI), default="")
    colour = RadioField(_l("Colour"), choices=offer(COLOURS), coerce=int, default=1)
    join_policy = RadioField(_l("How students join"), choices=offer(POLICIES), default=JoinPolicy.CODE.value)

    def keep_emoji(self, emoji: str) -> None:
        """Offer the one that the class has, though it came from elsewhere."""
        if emoji not in EMOJI:
            self.emoji.choices = offer({**EMOJI, emoji: emoji})

    def typed(self) -> Typed:
        """What a valid form says, as the actions take it."""
        return {
            "title": self.title.data or "",
            "subject": self.subject.data or "",
            "description": self.description.data or "",
            "emoji": self.emoji.data or "",
            "colour": self.colour.data,
            "join_policy": JoinPolicy(self.join_policy.data),
        }


class NewClassroomForm(ClassroomForm):
    published = BooleanField(_l("Open it now, so that people can join"), default=True)


class NewClassroomForTeacherForm(NewClassroomForm):
    """An admin makes a class for somebody; empty means for himself."""

    owner = SelectField(_l("Teacher"), default="", validate_choice=True)

    def offer_teachers(self, teachers: list[User], myself: User) -> None:
        others = {teacher.public_id: teacher.name for teacher in teachers if teacher.id != myself.id}
        self.owner.choices = offer({"": _l("Myself"), **others})
