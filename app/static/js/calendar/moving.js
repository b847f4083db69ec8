// Draws a session to another day with the mouse, or with M, the arrow keys and Enter. Either way the form is sent, which
// asks first; without scripts its page has a form to change it.
import { mountKeys } from "./keys.js";

let form, held, target;

export const dayOf = (element) => element?.closest("[data-calendar-day]");
export const current = () => ({ held, target });

export function hold(entry) {
  held = entry;
  entry.dataset.moving = "";
}

export function aim(day) {
  target?.classList.remove("is-target");
  target = day;
  target?.classList.add("is-target");
}

/** Let go of it; with `moves`, over the day that was aimed at. */
export function drop(moves = false) {
  const [entry, day] = [held, target];
  held?.removeAttribute("data-moving");
  aim(undefined);
  held = undefined;
  if (moves && entry && day && day !== dayOf(entry)) send(entry, day);
}

function send(entry, day) {
  form.action = entry.dataset.moveUrl;
  form.elements.day.value = day.dataset.calendarDay;
  form.dataset.confirm = form.dataset.ask.replace("{title}", entry.dataset.title).replace("{day}", day.dataset.calendarName);
  form.requestSubmit();
}

function mountMouse() {
  for (const entry of document.querySelectorAll("[data-move-url]")) entry.draggable = true;
  document.addEventListener("dragstart", (event) => {
    const entry = event.target.closest?.("[data-move-url]");
    if (!entry) return;
    hold(entry);
    event.dataTransfer.effectAllowed = "move";
  });
  document.addEventListener("dragover", (event) => {
    const day = dayOf(event.target);
    if (!held || !day) return;
    event.preventDefault();
    aim(day);
  });
  document.addEventListener("drop", (event) => {
    if (!held || !target) return;
    event.preventDefault();
    drop(true);
  });
  document.addEventListener("dragend", () => drop());
}

export function mountMoving(theForm, announce) {
  form = theForm;
  mountMouse();
  mountKeys(form.dataset.holding, announce);
  const how = document.querySelector("[data-calendar-how]");
  if (how) how.hidden = false;
}
