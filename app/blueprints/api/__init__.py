"""The REST API for programs: /api/v1, described by /api/v1/openapi.json, read at /api/docs."""

from __future__ import annotations

from flask import Flask

from app.blueprints.api import (
    achievements,
    announcements,
    attempts,
    certificates,
    classrooms,
    devices,
    files,
    groups,
    joining,
    lessons,
    live_attendance,
    live_rooms,
    members,
    modules,
    notifications,
    outline,
    policies,
    preferences,
    progress,
    questions,
    quiz_exceptions,
    quiz_files,
    quiz_results,
    quizzes,
    reading_page,
    recordings,
    registrations,
    releases,
    resources,
    revisions,
    school,
    sessions,
    stream,
    templates,
    users,
)
from app.blueprints.api.description import Api

PARTS = (
    files,
    resources,
    achievements,
    certificates,
    users,
    classrooms,
    members,
    joining,
    stream,
    modules,
    lessons,
    outline,
    releases,
    groups,
    revisions,
    progress,
    quizzes,
    questions,
    quiz_exceptions,
    quiz_files,
    attempts,
    quiz_results,
    sessions,
    live_rooms,
    live_attendance,
    recordings,
    registrations,
    announcements,
    notifications,
    preferences,
    policies,
    templates,
    devices,
    school,
)


def init_app(app: Flask) -> None:
    """Register every resource, then the document that describes them all."""
    app.config.update(API_TITLE="Classbell", API_VERSION="v1", OPENAPI_VERSION="3.1.0", OPENAPI_URL_PREFIX=None)
    api = Api(app)
    for blueprint in dict.fromkeys(part.blueprint for part in PARTS):
        api.register_blueprint(blueprint)
    app.register_blueprint(reading_page.blueprint)
