"""How much room files have, as an admin decides it."""

from __future__ import annotations

from sqlalchemy import select

from app.extensions import db
from app.models.audit import AuditEntry
from app.models.school import School
from tests.support.browsing import Browser
from tests.support.people import make_user

GIVEN = {"file_megabytes": "5", "class_megabytes": "50", "school_megabytes": "500"}


def test_what_is_decided_stands_and_is_in_the_audit_log(client: Browser, school: School) -> None:
    client.log_in(make_user("admin"))
    assert client.post("/admin/storage", data=GIVEN).status_code == 303
    db.session.expire_all()
    row = db.session.scalars(select(School)).one()
    assert (row.file_megabytes, row.class_megabytes, row.school_megabytes) == (5, 50, 500)
    [entry] = db.session.scalars(select(AuditEntry).where(AuditEntry.deed == "school.storage_changed"))
    assert entry.after["class_megabytes"] == 50
    assert client.post("/admin/storage", data={**GIVEN, "class_megabytes": "1"}).status_code == 422
