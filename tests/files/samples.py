"""Files to send, and somebody who sends them as the client of the tus protocol does."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from typing import Any

from PIL import Image
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.actions import avatars, uploads
from app.extensions import db
from app.models.file import StoredFile
from tests.support.browsing import Browser
from tests.support.ring import Ring

TUS = {"Tus-Resumable": "1.0.0"}
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
WEBVTT = b"WEBVTT\n\n00:00.000 --> 00:02.000\nHello\n"


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), **values: Any) -> bytes:
    result = io.BytesIO()
    Image.new("RGB", size, (200, 60, 20)).save(result, kind, **values)
    return result.getvalue()


def metadata(filename: str) -> str:
    return f"filename {base64.b64encode(filename.encode()).decode()}"


@dataclass
class Sender:
    """Sends files to the class of `ring`."""

    ring: Ring
    client: Browser

    def begin(self, size: int, filename: str = "notes.txt", **headers: str) -> TestResponse:
        given = {**TUS, "Upload-Length": str(size), "Upload-Metadata": metadata(filename), **headers}
        return self.client.post(f"/classrooms/{self.ring.classroom.public_id}/uploads", headers=given)

    def piece(self, address: str, offset: int, data: bytes, **headers: str) -> TestResponse:
        given = {**TUS, "Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream", **headers}
        return self.client.patch(address, data=data, headers=given)

    def progress(self, address: str) -> TestResponse:
        return self.client.head(address, headers=TUS)

    def finish(self, address: str, **given: str) -> TestResponse:
        return self.client.post(f"{address}/completion", json=given, headers={"Accept": "application/json"})

    def send(self, data: bytes, filename: str) -> dict[str, Any]:
        """The file as the server describes it."""
        address = self.begin(len(data), filename).headers["Location"]
        assert self.piece(address, 0, data).status_code == 204
        answer = self.finish(address)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return answer.get_json()

    def keep(self, data: bytes, filename: str) -> StoredFile:
        """The file as a row."""
        found = self.send(data, filename)
        return db.session.scalars(select(StoredFile).where(StoredFile.public_id == found["id"])).one()

    @staticmethod
    def clear() -> None:
        for key in list(avatars.files().keys()):
            avatars.files().delete(key)
        for name in uploads.staging().names(older_than_seconds=-60):
            uploads.staging().drop(name)
