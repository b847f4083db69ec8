"""What is typed about when something opens."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from app.actions.outline import Part
from app.actions.releases import Release
from app.models.group import Group
from app.models.lesson import Lesson, Module
from app.models.release import ReleaseRule
from app.web.forms import Form
from app.web.moments import MomentField


class ReleaseForm(Form):
    """A rule: each part of it may be left out."""

    opens_at = MomentField(_l("Not before"))
    after = SelectField(_l("After something else is done"))
    group = SelectField(_l("Only for a group"))
    named: dict[str, Any]

    @classmethod
    def about(
        cls, held: Lesson | Module, rule: ReleaseRule | None, parts: list[Part], groups: list[Group]
    ) -> ReleaseForm:
        """The form for `held`, with what `rule` says now and all that it could say."""
        named: dict[str, Any] = {f"group:{group.public_id}": group for group in groups}
        choices: dict[str, list[tuple[str, str]]] = {"": [("", _("Nothing: it does not wait"))]}
        for part in parts:
            inside: list[Lesson | Module] = [part.module, *part.lessons]
            things = [each for each in inside if not _is_part_of(each, held)]
            named |= {_mark(each): each for each in things}
            choices[part.module.title] = [(_mark(each), _shown(each)) for each in things]
        form = cls(data={"opens_at": rule.opens_at, **_chosen(rule, named)} if rule else None)
        form.named = named
        form.after.choices = {title: some for title, some in choices.items() if some}
        form.group.choices = [("", _("For the whole class"))]
        form.group.choices += [(f"group:{group.public_id}", group.name) for group in groups]
        return form

    def release(self) -> Release:
        """What a valid form says."""
        after = self.named.get(self.after.data or "")
        return Release(
            opens_at=self.opens_at.data,
            after_lesson=after if isinstance(after, Lesson) else None,
            after_module=after if isinstance(after, Module) else None,
            group=self.named.get(self.group.data or ""),
        )


def _is_part_of(each: Lesson | Module, held: Lesson | Module) -> bool:
    """It is the very thing, in it, or around it."""
    rooms = [each, each.module if isinstance(each, Lesson) else None]
    return held in rooms or (isinstance(held, Lesson) and held.module is each)


def _mark(thing: Lesson | Module) -> str:
    return f"{'lesson' if isinstance(thing, Lesson) else 'module'}:{thing.public_id}"


def _shown(thing: Lesson | Module) -> str:
    return thing.title if isinstance(thing, Lesson) else _("All of %(module)s", module=thing.title)


def _chosen(rule: ReleaseRule, named: dict[str, Any]) -> dict[str, str]:
    """The marks of what the rule waits for now."""
    keys = {(type(thing), thing.id): mark for mark, thing in named.items()}
    after = keys.get((Lesson, rule.after_lesson_id)) or keys.get((Module, rule.after_module_id))
    return {"after": after or "", "group": keys.get((Group, rule.group_id), "")}
