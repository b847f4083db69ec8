// ol[data-ordering]: its items are put in order by their grips and by two buttons each. The menus that pages without
// scripts have are hidden, and say what was put where once something was moved: until then nothing is answered.
const ITEM = "[data-ordering-item]";

const itemsOf = (list) => [...list.querySelectorAll(`:scope > ${ITEM}`)];

const wordsOf = (item) => item.querySelector("[data-ordering-words]").textContent.trim();

function keep(list, item, announce) {
  const items = itemsOf(list);
  items.forEach((each, place) => { each.querySelector("select").value = String(place + 1); });
  const text = list.dataset.moved.replace("{item}", wordsOf(item)).replace("{place}", items.indexOf(item) + 1);
  announce(text);
  item.querySelector("select").dispatchEvent(new Event("change", { bubbles: true }));
}

function step(list, button, announce) {
  const item = button.closest(ITEM);
  const by = Number(button.dataset.orderingStep);
  const other = by < 0 ? item.previousElementSibling : item.nextElementSibling;
  if (!other) return;
  other[by < 0 ? "before" : "after"](item);
  keep(list, item, announce);
  button.focus();
  if (getComputedStyle(button).visibility === "hidden") item.querySelector(`[data-ordering-step="${-by}"]`).focus();
}

/** Moves `item` to where the pointer is: before the first whose middle is below it. */
function follow(list, item, y) {
  const others = itemsOf(list).filter((each) => each !== item);
  const next = others.find((each) => {
    const { top, height } = each.getBoundingClientRect();
    return y < top + height / 2;
  });
  if (next ? item.nextElementSibling === next : !item.nextElementSibling) return;
  if (next) next.before(item);
  else list.append(item);
}

function drag(list, event, announce) {
  const grip = event.target.closest("[data-ordering-grip]");
  if (!grip || event.button) return;
  const item = grip.closest(ITEM);
  const before = itemsOf(list).indexOf(item);
  const move = ({ clientY }) => follow(list, item, clientY);
  const end = () => {
    delete item.dataset.moving;
    for (const [name, heard] of heardOf) document.removeEventListener(name, heard);
    if (itemsOf(list).indexOf(item) !== before) keep(list, item, announce);
  };
  const heardOf = [["pointermove", move], ["pointerup", end], ["pointercancel", end]];
  for (const [name, heard] of heardOf) document.addEventListener(name, heard);
  item.dataset.moving = "";
  event.preventDefault();
}

export function mountOrdering(list, announce) {
  if ("ready" in list.dataset) return;
  list.dataset.ready = "";
  for (const part of list.querySelectorAll("[data-ordering-grip], [data-ordering-buttons]")) part.hidden = false;
  for (const place of list.querySelectorAll(".ordering-place")) place.hidden = true;
  list.addEventListener("pointerdown", (event) => drag(list, event, announce));
  list.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-ordering-step]");
    if (button) step(list, button, announce);
  });
}
