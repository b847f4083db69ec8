"""The school's calendar: days of the week, and days without school."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_babel import gettext as _

from app.actions import calendars
from app.blueprints.admin import blueprint
from app.blueprints.admin.calendar_forms import HolidayForm, SchoolDaysForm
from app.models.calendar import Holiday, from_bits
from app.permissions import Can, requires
from app.web.forms import attempt, show
from app.web.language import school
from app.web.once import once
from app.web.paging import page
from app.web.visitors import viewer


@blueprint.get("/calendar")
@requires(Can.SCHOOL_MANAGE)
def calendar() -> ResponseReturnValue:
    return _page()


@blueprint.post("/calendar/days")
@requires(Can.SCHOOL_MANAGE)
def change_school_days() -> ResponseReturnValue:
    form = SchoolDaysForm()
    if form.validate():
        attempt(form, calendars.keep_days, form.chosen, actor=viewer())
    return _page(days=form) if form.errors else _saved()


@blueprint.post("/calendar/holidays")
@once
@requires(Can.SCHOOL_MANAGE)
def add_holiday() -> ResponseReturnValue:
    form = HolidayForm()
    if form.validate():
        attempt(form, calendars.add_holiday, actor=viewer(), **form.data)
    return _page(holiday=form) if form.errors else _saved()


@blueprint.get("/calendar/holidays/<id>")
@requires(Can.HOLIDAY_MANAGE, Holiday)
def holiday(found: Holiday) -> ResponseReturnValue:
    return show(HolidayForm(obj=found), "admin/holiday.html", holiday=found)


@blueprint.post("/calendar/holidays/<id>")
@requires(Can.HOLIDAY_MANAGE, Holiday)
def change_holiday(found: Holiday) -> ResponseReturnValue:
    form = HolidayForm()
    if form.validate():
        attempt(form, calendars.change_holiday, found, actor=viewer(), **form.data)
    return show(form, "admin/holiday.html", holiday=found) if form.errors else _saved()


@blueprint.post("/calendar/holidays/<id>/removal")
@requires(Can.HOLIDAY_MANAGE, Holiday)
def remove_holiday(found: Holiday) -> ResponseReturnValue:
    calendars.remove_holiday(found, actor=viewer())
    flash(_("“%(name)s” is gone from the calendar.", name=found.name), "success")
    return redirect(url_for("admin.calendar"), 303)


def _page(days: SchoolDaysForm | None = None, holiday: HolidayForm | None = None) -> ResponseReturnValue:
    here = school()
    now = from_bits(here.school_days) if here else []
    text = render_template(
        "admin/calendar.html",
        days=days or SchoolDaysForm(formdata=None, school_days=[day.value for day in now]),
        holiday=holiday or HolidayForm(formdata=None),
        found=page(Holiday.in_order(), "admin.calendar"),
        when=_when,
    )
    return text, 422 if days or holiday else 200


def _when(found: Holiday) -> str:
    first, last = format_date(found.starts_on, "medium"), format_date(found.ends_on, "medium")
    return first if first == last else f"{first} – {last}"


def _saved() -> ResponseReturnValue:
    flash(_("Saved."), "success")
    return redirect(url_for("admin.calendar"), 303)
