"""What waits for what in a class must not come back to where it began: nobody could ever open it."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from app.errors import Invalid
from app.extensions import db
from app.models.lesson import Lesson, Module
from app.models.release import ReleaseRule

Step = tuple[
    str, int
]  # ("lesson", id): it is done; ("open", id): the module is open; ("module", id): all of it is done


def refuse(classroom_id: int, field: str) -> None:
    """Raises Invalid (field) where something in this class would wait for itself. Three queries."""
    names, waits = _graph(classroom_id)
    found = _circle(waits)
    if found:
        first, second = names[found[0]], names[found[1]]
        text = _("“%(first)s” and “%(second)s” would wait for each other, so nobody could ever open them.")
        raise Invalid({field: text % {"first": first, "second": second}})


def _graph(classroom_id: int) -> tuple[dict[Step, str], dict[Step, list[Step]]]:
    """The title of each step, and the steps that each waits for."""
    names: dict[Step, str] = {}
    waits: dict[Step, list[Step]] = {}
    of_class = Module.classroom_id == classroom_id, Module.is_kept()
    for module_id, title in db.session.execute(select(Module.id, Module.title).where(*of_class)):
        for step in (("open", module_id), ("module", module_id)):
            names[step], waits[step] = title, []
    kept = select(Lesson.id, Lesson.module_id, Lesson.title).where(
        Lesson.classroom_id == classroom_id, Lesson.is_kept()
    )
    for lesson_id, module_id, title in db.session.execute(kept):
        names["lesson", lesson_id], waits["lesson", lesson_id] = title, [("open", module_id)]
        waits["module", module_id].append(("lesson", lesson_id))
    for rule in db.session.scalars(select(ReleaseRule).where(ReleaseRule.classroom_id == classroom_id)):
        held: Step = ("lesson", rule.lesson_id) if rule.lesson_id else ("open", rule.module_id or 0)
        for after in (("lesson", rule.after_lesson_id), ("module", rule.after_module_id)):
            if after[1] is not None and held in waits and after in waits:
                waits[held].append((after[0], after[1]))
    return names, waits


def _circle(waits: dict[Step, list[Step]]) -> list[Step]:
    """The first circle that is met: two steps of it with different names; empty where there is none."""
    finished: set[Step] = set()
    for start in waits:
        trail: list[Step] = []
        going = [(start, False)]
        while going:
            step, over = going.pop()
            if over:
                finished.add(trail.pop())
            elif step in trail:
                ring = trail[trail.index(step) :]
                return [ring[0], next((each for each in ring if each[1:] != ring[0][1:]), ring[0])]
            elif step not in finished:
                trail.append(step)
                going.append((step, True))
                going += [(each, False) for each in waits[step] if each not in finished]
    return []
