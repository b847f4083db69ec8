// Draws a session to another day with the mouse, or with M, the arrow keys and Enter. Either way the form is sent, which
// asks first; without scripts its page has a form to change it.
let form, announce, held, target;

const days = () => [...document.querySelectorAll("[data-calendar-day]")];
const dayOf = (element) => element?.closest("[data-calendar-day]");

function hold(entry) {
  held = entry;
  entry.dataset.moving = "";
}

function aim(day) {
  target?.classList.remove("is-target");
  target = day;
  target?.classList.add("is-target");
}

function drop() {
  held?.removeAttribute("data-moving");
  aim(undefined);
  held = undefined;
}

function move(entry, day) {
  if (!day || day === dayOf(entry)) return;
  form.action = entry.dataset.moveUrl;
  form.elements.day.value = day.dataset.calendarDay;
  form.dataset.confirm = form.dataset.ask.replace("{title}", entry.dataset.title).replace("{day}", day.dataset.calendarName);
  form.requestSubmit();
}

function byMouse() {
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
    const [entry, day] = [held, target];
    drop();
    move(entry, day);
  });
  document.addEventListener("dragend", drop);
}

const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

function step(key) {
  const all = days();
  const forward = document.dir === "rtl" && key.match(/Left|Right/) ? -STEPS[key] : STEPS[key];
  const next = all[all.indexOf(target) + forward];
  if (!next) return;
  aim(next);
  announce(next.dataset.calendarName);
}

function whileHeld(event) {
  if (event.key in STEPS) step(event.key);
  else if (event.key === "Enter") {
    const [entry, day] = [held, target];
    drop();
    move(entry, day);
  } else if (event.key === "Escape") drop();
  else return;
  event.preventDefault();
}

function byKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (held) whileHeld(event);
    else if (event.key.toLowerCase() === "m" && event.target.matches?.("[data-move-url]")) {
      event.preventDefault();
      hold(event.target);
      aim(dayOf(held));
      announce(form.dataset.holding.replace("{title}", held.dataset.title));
    }
  });
}

export function mountMoving(theForm, say) {
  [form, announce] = [theForm, say];
  byMouse();
  byKeys();
  const how = document.querySelector("[data-calendar-how]");
  if (how) how.hidden = false;
}
