"""The school's own words: /notifications/templates."""

from __future__ import annotations

import pytest

from tests.support.api import Program

WORDS = "/notifications/templates/new_content/push/es"


def test_words_are_written_read_and_put_back(by_admin: Program) -> None:
    usual = {"title": "Lección nueva: Fotosíntesis", "body": "En Biología 7b"}
    before = by_admin.get(WORDS).json
    assert (before["title"], before["version"], before["usual"]) == (None, 0, usual)
    assert before["variables"] == ["title", "classroom"]
    said = {"title": "Mira: {title}", "body": "{classroom}"}
    for _ in range(2):
        after = by_admin.put(WORDS, said)
        assert after.status_code == 200
        assert after.json == {**before, **said, "version": 1}
    assert by_admin.get("/notifications/templates").json["templates"] == [after.json]
    for _ in range(2):
        assert by_admin.delete(WORDS).status_code == 204
    assert by_admin.get(WORDS).json == before


@pytest.mark.parametrize(
    ("said", "field"), [({"title": "{nothing}"}, "title"), ({"title": "x", "body": "}"}, "body"), ({}, "title")]
)
def test_what_is_wrong_is_said_at_its_field(by_admin: Program, said: dict[str, str], field: str) -> None:
    answer = by_admin.put(WORDS, said)
    assert answer.status_code == 422
    assert list(answer.json["errors"]) == [field]


def test_there_are_no_other_words(by_admin: Program) -> None:
    assert by_admin.get("/notifications/templates/system/push/es").status_code == 404
    assert by_admin.put("/notifications/templates/new_content/push/xx", {"title": "x"}).status_code == 404
