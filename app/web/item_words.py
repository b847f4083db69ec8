"""What is to be said of a question, in plain words and in the order of weight."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from app.reports.item_analysis import Item


@dataclass(frozen=True)
class Verdict:
    """`tone` and `icon` as badges have them."""

    text: str
    tone: str
    icon: str


def verdicts(item: Item) -> list[Verdict]:
    """At least one, whatever became of it."""
    if not item.asked:
        return [Verdict(_("Nobody has answered this yet."), "neutral", "question-circle")]
    said = _warnings(item) + _level(item)
    if not item.is_enough:
        few = ngettext(
            "Only one result: too few to say how well this question tells who knows it.",
            "Only %(num)d results: too few to say how well this question tells who knows it.",
            item.asked,
        )
        said.append(Verdict(few, "neutral", "info-circle"))
    elif item.is_good:
        said.append(Verdict(_("It tells well who knows the subject and who does not."), "ok", "check-circle"))
    return said or [Verdict(_("Neither hard nor easy, and it says something."), "neutral", "check-circle")]


def _warnings(item: Item) -> list[Verdict]:
    if item.rival is not None:
        look = _("Look at the key: those who did well otherwise chose “%(answer)s”.", answer=item.rival.tally.label)
        return [Verdict(look, "bad", "exclamation-triangle")]
    if item.is_against_key:
        look = _("Look at this question: those who did well otherwise got it less often than those who did not.")
        return [Verdict(look, "bad", "exclamation-triangle")]
    if item.is_weak:
        return [Verdict(_("It says little about who knows the subject."), "warn", "question-circle")]
    return []


def _level(item: Item) -> list[Verdict]:
    facts = {"full": item.full, "asked": item.asked}
    if item.is_hard:
        return [Verdict(_("Hard: %(full)s of %(asked)s got all of it.", **facts), "warn", "bar-chart")]
    if item.is_easy:
        return [Verdict(_("Easy: %(full)s of %(asked)s got all of it.", **facts), "neutral", "bar-chart")]
    return []
