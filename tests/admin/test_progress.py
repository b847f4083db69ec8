"""How far everybody at school is, for admins."""

from __future__ import annotations

import re

from app.actions import completions
from app.extensions import db
from app.models.classroom import State
from app.models.user import Role
from tests.progress.conftest import recount
from tests.support.browsing import Browser
from tests.support.people import make_classroom, make_lesson, make_member, make_user
from tests.support.queries import counted


def test_the_latest_change_first(client: Browser) -> None:
    biology, chess = make_classroom(title="Biology"), make_classroom(title="Chess")
    sam, sue = make_user(name="Sam Rivera"), make_user(name="Sue Lind")
    for classroom, user in ((biology, sam), (biology, sue), (chess, sam)):
        make_member(classroom, user)
    lessons = [make_lesson(biology), make_lesson(biology), make_lesson(chess)]
    for classroom in (biology, chess):
        recount(classroom)
    completions.complete(lessons[2], actor=sam)
    completions.complete(lessons[0], actor=sue)
    client.log_in(make_user(Role.ADMIN))

    def shown(query: str = "") -> list[str]:
        return re.findall(r"/admin/users/[0-9a-f]{32}\">([^<]+)</a>", client.get(f"/admin/progress{query}").text)

    assert shown() == ["Sue Lind", "Sam Rivera", "Sam Rivera"]
    assert shown("?show=done") == ["Sam Rivera"]
    assert shown("?show=idle") == ["Sam Rivera"]
    assert shown("?show=going&q=LIND") == ["Sue Lind"]
    assert shown("?q=chess") == ["Sam Rivera"]
    assert "Nobody found" in client.get("/admin/progress?q=%25").text
    page = client.get("/admin/progress/classes").text
    rows = re.findall(r"<th scope=\"row\"><a[^>]*>(\w+)</a>(.*?)</tr>", page, re.DOTALL)
    found = {name: re.findall(r">([0-9.]+)\s*(?:\u00a0%)?\s*</td>", cells) for name, cells in rows}
    assert found == {"Biology": ["2", "25.00", "0", "0.00"], "Chess": ["1", "100.00", "1", "100.00"]}
    months = re.findall(r'<th scope="row">\w+ \d{4}</th>\s*<td[^>]*>(\d+)</td>', page)
    assert months == ["0"] * 11 + ["1"]


def test_drafts_are_left_out_and_many_take_as_many_queries_as_few(client: Browser) -> None:
    draft = make_classroom(title="Not yet", state=State.DRAFT, published_at=None)
    make_member(draft)
    recount(draft)
    client.log_in(make_user(Role.ADMIN))
    assert "Not yet" not in client.get("/admin/progress").text + client.get("/admin/progress/classes").text

    def fill(number: int) -> None:
        for _ in range(number):
            classroom = make_classroom()
            make_member(classroom)
            make_lesson(classroom)
            recount(classroom)
        db.session.commit()

    fill(1)
    for path in ("/admin/progress", "/admin/progress/classes"):
        with counted() as few:
            client.get(path)
        fill(22)
        with counted() as many:
            client.get(path)
        assert len(many) == len(few) <= 10, many
