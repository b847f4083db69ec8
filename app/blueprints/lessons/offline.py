"""A lesson as a device keeps it for when there is no network."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from app import clock
from app.blueprints.lessons import blueprint
from app.models.lesson import Lesson
from app.permissions import Can, requires


@blueprint.get("/lessons/<id>/offline")
@requires(Can.LESSON_READ, Lesson)
def offline(lesson: Lesson) -> ResponseReturnValue:
    return render_template("lessons/offline.html", lesson=lesson, classroom=lesson.classroom, now=clock.now())
