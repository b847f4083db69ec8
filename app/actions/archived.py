"""What is put away is read and not changed, until it is brought back."""

from __future__ import annotations

from flask_babel import gettext as _

from app.errors import Conflict
from app.models.classroom import Classroom, State


def refuse_archived(classroom: Classroom) -> None:
    """Raises Conflict for an archived classroom."""
    if classroom.state is State.ARCHIVED:
        raise Conflict(_("This class is archived. Restore it first."))
