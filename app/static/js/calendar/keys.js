// A session is taken up with M, led from day to day with the arrow keys, and let go with Enter or Escape.
import { aim, current, dayOf, drop, hold } from "./moving.js";

const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

function step(key, announce) {
  const all = [...document.querySelectorAll("[data-calendar-day]")];
  const turned = document.documentElement.dir === "rtl" && /Left|Right/.test(key);
  const next = all[all.indexOf(current().target) + (turned ? -STEPS[key] : STEPS[key])];
  if (!next) return;
  aim(next);
  announce(next.dataset.calendarName);
}

function whileHeld(event, announce) {
  if (event.key in STEPS) step(event.key, announce);
  else if (event.key === "Enter") drop(true);
  else if (event.key === "Escape") drop();
  else return;
  event.preventDefault();
}

export function mountKeys(words, announce) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (current().held) whileHeld(event, announce);
    else if (event.key.toLowerCase() === "m" && event.target.matches?.("[data-move-url]")) {
      event.preventDefault();
      hold(event.target);
      aim(dayOf(event.target));
      announce(words.replace("{title}", event.target.dataset.title));
    }
  });
}
