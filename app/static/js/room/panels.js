// The panels beside the stage, and the numbers on the buttons that open them.
import { all, one } from "./parts.js";

/** Where the focus belongs in the panel that is there now. */
export function showPanel(place, name) {
  for (const panel of all("[data-panel]", place)) panel.hidden = panel.dataset.panel !== name;
  place.classList.toggle("has-panel", Boolean(name));
  const panel = name && one(`[data-panel="${name}"]`, place);
  return panel ? one("textarea", panel) ?? one("h2", panel) : undefined;
}

export class Counts {
  constructor(place) {
    this.place = place;
    this.numbers = {};
  }

  add(what) {
    this.set(what, (this.numbers[what] ?? 0) + 1);
  }

  set(what, number) {
    this.numbers[what] = number;
    const shown = one(`.room-bar [data-do="${what}"] [data-count]`, this.place);
    if (!shown) return;
    shown.hidden = !number;
    shown.textContent = number > 99 ? "99+" : String(number);
  }
}
