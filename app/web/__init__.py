"""What surrounds every request: who asks, in which language, under which headers, and how errors answer."""

from flask import Flask

from app.web import (
    addresses,
    answers,
    assets,
    attempt_page,
    csrf_tokens,
    fragments,
    headers,
    language,
    once,
    proof,
    question_words,
    requests,
    surroundings,
    texts,
    visitors,
)


def init_app(app: Flask) -> None:
    """Wire everything into `app`, in the order in which a request meets it."""
    requests.init_app(app)
    headers.init_app(app)
    visitors.init_app(app)
    language.init_app(app)
    proof.init_app(app)
    texts.init_app(app)
    addresses.init_app(app)
    assets.init_app(app)
    fragments.init_app(app)
    csrf_tokens.init_app(app)
    once.init_app(app)
    question_words.init_app(app)
    attempt_page.init_app(app)
    surroundings.init_app(app)
    answers.init_app(app)
