"""Every component in every state, for those who build pages. Not in production."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace as Thing

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, FileField, Form, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app import clock
from app.blueprints.pages import blueprint
from app.blueprints.pages.styleguide_questions import refused, samples
from app.config import settings
from app.errors import NotFound
from app.models.file import FileKind
from app.models.live_now import NOTHING
from app.permissions import public
from app.reports import chart
from app.web.choices import offer

READER = Thing(
    name="Tess Okonkwo",
    email="tess@school.example",
    role="admin",
    public_id="",
    theme="system",
    avatar_url=None,
    is_authenticated=True,
)
PEOPLE = [
    Thing(name="Amira Haddad", note="amira@school.example", avatar_url=None),
    Thing(name="Ben Carter", note="ben@school.example", avatar_url=None),
    Thing(name="Charlotte van den Bergh-Fitzgerald", note="charlotte@school.example", avatar_url=None),
]
CLASSES = [
    ("Biology 7b", "🌱", "Biology", "Tess Okonkwo"),
    ("Reading circle", "", "English", "Otto Lind"),
    ("Mathematics 7b", "📐", "Mathematics", "Otto Lind"),
    ("Chess after school", "♟️", "", "Tess Okonkwo"),
    ("History of the sea", "⚓", "History", "Ana Souza"),
    ("Physics for those who think that physics is hard", "", "Physics", "Ana Souza"),
    ("Español", "💃", "Spanish", "Lucía Paz"),
    ("Garden", "🥕", "", "Tess Okonkwo"),
    ("Choir", "🎵", "Music", "Otto Lind"),
    ("Swimming", "", "Sport", "Ben Carter"),
]
NOTICES = [
    ("New lesson: Why leaves are green", "Biology 7b has a new lesson.", "New content", "book", "info", True),
    ("Ben Carter asks to join Reading circle", "", "Join request", "person-plus", "warn", True),
    (
        "You are in: Mathematics 7b",
        "Otto Lind said yes.",
        "Approved",
        "person-check",
        "ok",
        False,
    ),
    (
        "Your password was changed",
        "Not you? Tell an admin.",
        "Security",
        "shield-lock",
        "bad",
        False,
    ),
]
WEEKS = [("2 Nov", 4, 9), ("9 Nov", 7, 12), ("16 Nov", 0, 3), ("23 Nov", 11, 5)]
FILES = [("image", "leaf.jpg"), ("video", "growing.mp4"), ("audio", "song.ogg"), ("other", "reading.pdf")]
SAVED = "guide"  # the part of the page that was just saved
PARTS = (
    "colours",
    "type",
    "buttons",
    "forms",
    "feedback",
    "navigation",
    "people",
    "classes",
    "notifications",
    "tables",
    "overlays",
    "writing",
    "questions",
)


class SampleForm(Form):
    """One field of each kind."""

    title = StringField("Title of the class", [DataRequired("Give the class a title.")])
    email = StringField("Email", [Optional()])
    about = TextAreaField("About", [InputRequired("Say a few words.")])
    body = TextAreaField("Text of the lesson", [Optional(), Length(max=20_000)])
    subject = SelectField(
        "Subject",
        [DataRequired("Choose a subject.")],
        choices=offer({"": "Choose one", "b": "Biology", "m": "Music"}),
    )
    code = StringField("Class code", [Optional()])
    picture = FileField("Picture", description="A photo or drawing, 5 MB at most.")
    join = RadioField(
        "Who may join",
        [DataRequired("Choose one.")],
        choices=offer({"open": "Everybody at this school", "request": "Whoever asks", "code": "Whoever has the code"}),
    )
    consent = BooleanField("Write to me by email", [DataRequired("Tick this to go on.")])
    push = BooleanField("Ring on this device", default=True)
    colour = RadioField("Colour", choices=offer({number: f"Colour {number}" for number in range(1, 11)}), default="3")


@blueprint.get("/styleguide")
@public
def styleguide() -> ResponseReturnValue:
    """All of it on one page; `?theme=light|dark` and `?direction=rtl` turn it over."""
    if settings().production:
        raise NotFound
    flash(SAVED, "part")
    turned = {name: request.args[name] for name in ("theme", "direction") if name in request.args}
    return render_template("pages/styleguide.html", **_sample(), **turned)


def _sample() -> dict[str, object]:
    return {
        "parts": PARTS,
        "form": SampleForm(formdata=None),
        "wrong": _wrong_form(),
        "people": PEOPLE,
        "classrooms": _classrooms(),
        "standing": (Thing(done=7, total=12, percent=Decimal("58.33")), "sample", "Why leaves are green"),
        "weeks": [{"week": week, "watched": watched, "done": done} for week, watched, done in WEEKS],
        "chart": chart.stacked([(week, {"done": done, "watched": watched}) for week, watched, done in WEEKS]),
        "files": [Thing(kind=FileKind(kind), filename=name) for kind, name in FILES],
        "saved": SAVED,
        "notices": _notices(),
        "now": clock.now(),
        "page": Thing(has_prev=True, has_next=True, prev_url="#", next_url="#", page=2, pages=5),
        "current_user": READER,
        "questions": samples(),
        "bad_question": refused(),
        "bell_position": lambda: {"version": 0, "unread": 3, "last_seq": 0, "live": NOTHING},
        "class_links": tuple,
        "live_now": list,
        "push_key_id": str,
    }


def _wrong_form() -> SampleForm:
    form = SampleForm(formdata=MultiDict({"email": "ada@school.example"}))
    form.validate()
    for field in form:
        field.id = f"wrong-{field.id}"
        field.label.field_id = field.id
    return form


def _classrooms() -> list[Thing]:
    return [
        Thing(
            public_id="sample",
            title=title,
            emoji=emoji,
            subject=subject,
            teacher_name=teacher,
            colour=colour,
            state="published",
            url="#classes",
        )
        for colour, (title, emoji, subject, teacher) in enumerate(CLASSES, 1)
    ]


def _notices() -> list[Thing]:
    names = ("title", "body", "kind_label", "icon", "tone", "is_unread")
    return [
        Thing(public_id=f"sample{number}", created_at=clock.now(), count=1, **dict(zip(names, values, strict=True)))
        for number, values in enumerate(NOTICES)
    ]
