// The bar under the stage: buttons with data-do, keys that can be turned off, and panels of which one is open.
import { stored } from "../requests.js";
import { Counts, showPanel } from "./panels.js";
import { all, one, turn } from "./parts.js";

const KEYS = "room.keys";

export class Controls {
  /** `deeds` holds a function for each data-do; `lead(deed)` is for buttons of hosts. */
  constructor({ place, deeds, lead }) {
    Object.assign(this, { place, deeds, lead });
    this.counts = new Counts(place);
    this.keys = stored.read(KEYS) ?? true;
    place.addEventListener("click", (event) => this.#pressed(event));
    document.addEventListener("keydown", (event) => this.#typed(event));
    this.turn("keys", this.keys);
  }

  #pressed({ target }) {
    const button = target.closest("[data-do], [data-lead], [data-react], [data-close-panel]");
    if (!button) return;
    const { do: what, lead, react, confirmLead } = button.dataset;
    if (what === "keys") this.#switchKeys();
    else if (what) this.deeds[what]?.();
    else if (react) this.deeds.react(react);
    else if (lead) (!confirmLead || window.confirm(confirmLead)) && this.lead(lead);
    else this.open("");
    const menu = button.closest("details[data-menu]");
    if (menu && !react) menu.open = false;
  }

  #switchKeys() {
    this.keys = !this.keys;
    stored.write(KEYS, this.keys);
    this.turn("keys", this.keys);
  }

  /** One letter each, outside of fields and only while somebody wants them. */
  #typed(event) {
    if (event.key === "Escape" && this.opened && !one("details[data-menu][open], dialog[open]")) this.open("");
    const elsewhere = event.altKey || event.ctrlKey || event.metaKey || event.isComposing || event.repeat || event.defaultPrevented;
    if (!this.keys || elsewhere || event.target.closest("input, textarea, select, [contenteditable], dialog")) return;
    const button = one(`[data-stage]:not([hidden]) [data-key="${CSS.escape(event.key.toLowerCase())}"]:not([hidden])`, this.place);
    if (!button) return;
    event.preventDefault();
    button.click();
  }

  turn(what, on) {
    for (const button of all(`[data-do="${what}"]`, this.place)) turn(button, on);
  }

  offer(what, offered) {
    for (const button of all(`[data-do="${what}"]`, this.place)) button.hidden = !offered;
  }

  /** Shows one panel, or none; the same again closes it. Focus goes there and comes back. */
  open(name) {
    const before = this.opened;
    this.opened = name === before ? "" : name;
    const shown = showPanel(this.place, this.opened);
    for (const what of ["people", "chat"]) this.turn(what, what === this.opened);
    (shown ?? one(`.room-bar [data-do="${before}"]`, this.place))?.focus();
    if (this.opened === "chat") this.counts.set("chat", 0);
  }
}
