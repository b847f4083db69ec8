"""Resources of a class: shared, told of, put in order, taken away (LES3, LES5)."""

from __future__ import annotations

import io

import pytest
from sqlalchemy import select

from app.extensions import db
from app.models.event import Dispatch, Event
from app.models.file import Resource
from app.notifications.kinds.new_content import KIND
from tests.files.samples import PDF, Sender
from tests.support.browsing import Browser
from tests.support.people import make_member, make_user
from tests.support.queries import counted


def place(sender: Sender) -> str:
    return f"/classrooms/{sender.ring.classroom.public_id}/resources"


def share(sender: Sender, **data: object) -> int:
    return sender.client.post(place(sender), data=data, content_type="multipart/form-data").status_code


def kept() -> list[Resource]:
    db.session.expire_all()
    wanted = select(Resource).where(Resource.deleted_at.is_(None)).order_by(Resource.position)
    return list(db.session.scalars(wanted))


def told() -> list[Event]:
    return list(db.session.scalars(select(Event).where(Event.type == "resource.shared").order_by(Event.id)))


def test_a_file_and_a_link(sender: Sender) -> None:
    assert share(sender, file=(io.BytesIO(PDF), "plan.pdf"), title="Plan of the year") == 303
    assert share(sender, url="https://www.example.org/reading?a=1") == 303
    assert [each.title for each in kept()] == ["Plan of the year", "www.example.org"]
    student = make_member(sender.ring.classroom).user
    browser: Browser = sender.client.application.test_client()  # type: ignore[assignment]
    shown = browser.log_in(student).get(place(sender)).get_data(as_text=True)
    assert "Plan of the year" in shown
    assert 'href="https://www.example.org/reading?a=1" target="_blank" rel="noopener noreferrer"' in shown
    assert "Share with the class" not in shown
    file = kept()[0].file
    assert file
    assert browser.get(f"/files/{file.public_id}").data == PDF
    assert browser.get(f"/resources/{kept()[0].public_id}").headers["Location"] == f"/files/{file.public_id}"
    stranger: Browser = sender.client.application.test_client()  # type: ignore[assignment]
    assert stranger.log_in(make_user()).get(f"/resources/{kept()[0].public_id}").status_code == 404


def test_the_class_hears_of_it_until_it_is_taken_away(sender: Sender) -> None:
    share(sender, file=(io.BytesIO(PDF), "plan.pdf"))
    share(sender, url="https://example.org", title="Reading")
    first, second = told()
    assert KIND.title(first) == "A file for your class: plan.pdf"
    assert KIND.title(second) == "A link for your class: Reading"
    assert KIND.path(first) == place(sender)
    assert KIND.group_key(first) == KIND.group_key(second)
    assert "2 new resources" in KIND.bundle(first, 2)
    members = set(db.session.scalars(KIND.audience(first)))
    assert {student.id for student in sender.ring.students} <= members
    assert len(list(db.session.scalars(select(Dispatch).where(Dispatch.event_id == first.id)))) == 1
    assert KIND.is_due(first)
    sender.client.post(f"/resources/{kept()[0].public_id}/removal")
    assert not KIND.is_due(first)
    assert KIND.is_due(second)
    assert [each.title for each in kept()] == ["Reading"]


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "example.org", "https://user@example.org"])
def test_no_link(sender: Sender, url: str) -> None:
    assert share(sender, url=url) == 422
    assert not told()


def test_in_order(sender: Sender) -> None:
    for name in "abc":
        share(sender, url="https://example.org", title=name)
    sender.client.post(f"/resources/{kept()[2].public_id}/order", data={"direction": "up"})
    assert [each.title for each in kept()] == ["a", "c", "b"]
    sender.client.post(f"/resources/{kept()[0].public_id}/order", data={"direction": "up"})
    assert [each.title for each in kept()] == ["a", "c", "b"]
    assert sender.client.post(f"/resources/{kept()[0].public_id}/edit", data={"title": "A"}).status_code == 303
    assert sender.client.post(f"/resources/{kept()[0].public_id}/edit", data={"title": " "}).status_code == 422
    assert kept()[0].title == "A"


def test_many_in_few_queries(sender: Sender) -> None:
    def number() -> int:
        with counted() as queries:
            sender.client.get(place(sender))
        return len(queries)

    share(sender, url="https://example.org")
    few = number()
    for _ in range(15):
        share(sender, url="https://example.org")
    share(sender, file=(io.BytesIO(PDF), "plan.pdf"))
    assert number() == few <= 10
