"""Questions of every type under fingers and keys: the samples of the styleguide, with scripts and without."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.conftest import Visit
from tests.browser.visitor import DESKTOP, PHONE, expect

OFF: dict[str, Any] = {"java_script_enabled": False}
SMALLEST = 44
SENT = """(form) => [...new FormData(form)].filter(([name]) => !name.endsWith("-format"))"""

KEEP = """(form) => form.addEventListener("submit", (event) => {
  event.preventDefault();
  form.dataset.by = event.submitter?.name ?? "";
})"""


def asked(page: Page, type: str) -> Locator:
    return page.locator(f'form:has([data-question="{type}"])')


def sent(form: Locator) -> list[list[str]]:
    found: list[list[str]] = form.evaluate(SENT)
    return found


def words(form: Locator) -> list[str]:
    return [text.strip() for text in form.locator("[data-ordering-words]").all_text_contents()]


def test_items_are_put_in_order_by_keys(visit: Visit) -> None:
    page = visit(**DESKTOP).go("/styleguide")
    form = asked(page, "ordering")
    expect(form.locator("select").first).to_be_hidden()
    assert words(form)[1] == "The Moon"
    form.evaluate("(form) => form.addEventListener('change', () => { form.dataset.heard = 'yes'; })")
    down = form.get_by_role("button", name="Move down: The Moon")
    down.press("Enter")
    assert words(form)[2] == "The Moon"
    expect(down).to_be_focused()
    down.press("Enter")
    assert words(form)[3] == "The Moon"
    expect(form.get_by_role("button", name="Move up: The Moon")).to_be_focused()
    expect(page.locator("#announcer")).to_have_text("The Moon is now number 4.")
    assert [value for _name, value in sent(form)] == ["1", "2", "3", "4"]
    assert form.get_attribute("data-heard") == "yes"


def test_items_are_put_in_order_by_dragging(visit: Visit) -> None:
    page = visit(**PHONE).go("/styleguide")
    form = asked(page, "ordering")
    grips = form.locator("[data-ordering-grip]")
    expect(grips.first).to_be_visible()
    before = words(form)
    grips.nth(3).scroll_into_view_if_needed()
    places = [grips.nth(place).bounding_box() for place in (0, 3)]
    assert places[0]
    assert places[1]
    page.mouse.move(places[1]["x"] + 5, places[1]["y"] + 5)
    page.mouse.down()
    for step in range(1, 11):
        page.mouse.move(places[1]["x"] + 5, places[1]["y"] + (places[0]["y"] - places[1]["y"]) * step / 10)
    page.mouse.up()
    assert words(form) == [before[3], *before[:3]]
    assert [value for _name, value in sent(form)] == ["1", "2", "3", "4"]


def test_nothing_is_answered_before_something_was_moved(visit: Visit) -> None:
    page = visit(**DESKTOP).go("/styleguide")
    form = asked(page, "ordering")
    expect(form.locator("[data-ordering-grip]").first).to_be_visible()
    assert len([value for _name, value in sent(form) if value]) == 4
    form.evaluate("(form) => form.querySelectorAll('select').forEach((each) => { each.value = ''; })")
    assert not any(value for _name, value in sent(form))
    form.get_by_role("button", name="Move up: The Moon").click()
    assert [value for _name, value in sent(form)] == ["1", "2", "3", "4"]


def test_a_choice_is_made_with_keys_and_by_its_words(visit: Visit) -> None:
    page = visit(**DESKTOP).go("/styleguide")
    form = asked(page, "single")
    radios = form.get_by_role("radio")
    expect(form.get_by_role("group", name="Why are leaves green? Choose one.")).to_be_visible()
    radios.first.focus()
    page.keyboard.press("ArrowDown")
    assert radios.nth(1).is_checked()
    form.get_by_text("Chalk").click(force=True)
    expect(form.get_by_role("radio", name="Chalk")).to_be_checked()
    assert sent(form) == [["asked-single-choice", "a4"]]


@pytest.mark.parametrize("scripts", [{}, OFF], ids=["scripts", "without"])
def test_every_field_is_large_enough_for_a_finger(visit: Visit, scripts: dict[str, Any]) -> None:
    page = visit(**PHONE, **scripts).go("/styleguide")
    fields = page.locator("[data-question] :is(.pick, .input, .ordering-item, .gap-ticks label)")
    expect(asked(page, "ordering").locator("select" if scripts else "[data-ordering-grip]").first).to_be_visible()
    small = [
        field.get_attribute("id") or field.get_attribute("class")
        for field in fields.all()
        if (box := field.bounding_box()) and box["height"] < SMALLEST
    ]
    assert not small


def editing(page: Page, type: str) -> Locator:
    page.wait_for_load_state("networkidle")  # scripts come after the page
    return page.locator(f'form:has([name^="edit-{type}-"])')


def test_a_teacher_adds_and_removes_choices(visit: Visit) -> None:
    page = visit(**DESKTOP).go("/styleguide")
    form = editing(page, "single")
    expect(form.locator("[data-row]")).to_have_count(4)
    form.get_by_role("button", name="Add a choice").click()
    expect(form.locator("[data-row]")).to_have_count(5)
    page.keyboard.type("Magic")
    form.locator("[data-row]").nth(1).get_by_role("button", name="Remove").click()
    form.get_by_role("button", name="Add a choice").click()
    page.keyboard.type("Moss")
    expect(form.locator("[data-row]")).to_have_count(5)
    texts = [value for name, value in sent(form) if name.endswith("-text")]
    assert texts[-2:] == ["Magic", "Moss"]
    names = [name for name, _value in sent(form)]
    assert len(set(names)) == len(names)


def test_a_teacher_moves_items_and_return_takes_none_away(visit: Visit) -> None:
    page = visit(**DESKTOP).go("/styleguide")
    form = editing(page, "short")
    form.locator("[data-row]").nth(1).get_by_role("button", name="Move up").press("Enter")
    assert [value for name, value in sent(form) if name.endswith("-text")] == ["Sydney", "Canberra"]
    form.evaluate(KEEP)
    form.locator("input.input").first.press("Enter")
    assert form.get_attribute("data-by") == ""
    expect(form.locator("[data-row]")).to_have_count(2)


def test_a_teacher_adds_a_gap_with_rows_of_its_own(visit: Visit) -> None:
    page = visit(**DESKTOP).go("/styleguide")
    form = editing(page, "cloze")
    form.get_by_role("button", name="Gap with a menu").click()
    gap = form.get_by_role("region", name="Gap 5")
    expect(gap.get_by_text("[[5]]")).to_be_visible()
    gap.get_by_role("button", name="Add a choice").click()
    page.keyboard.type("third")
    found = dict(map(tuple, sent(form)))
    assert found["edit-cloze-gaps-5-id"] == "5"
    assert found["edit-cloze-gaps-5-type"] == "single"
    assert found["edit-cloze-gaps-5-content-choices-2-text"] == "third"
