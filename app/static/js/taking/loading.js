// The questions that are not on the page yet, and those that changed elsewhere: loaded as parts of the page.
import { startMath } from "../math/lazy.js";
import { sectionsIn } from "./sections.js";

const CHUNK = 25;

export class Loading {
  constructor(form) {
    this.place = form.querySelector("[data-questions]");
    this.all = Number(form.dataset.all);
    this.here = form.dataset.here;
  }

  get complete() {
    return sectionsIn(this.place).length >= this.all;
  }

  /** Loads every question that is not here yet, out of sight. Says whether all are here. */
  async load() {
    for (let from = 1; from <= this.all; from += CHUNK) {
      const missing = Array.from({ length: Math.min(CHUNK, this.all - from + 1) }, (_, n) => from + n).some((n) => !this.section(n));
      if (missing) for (const section of await this.fetched(from)) if (!this.section(Number(section.dataset.number))) this.#insert(section);
    }
    return this.complete;
  }

  /** Questions as the server has them now, from number `from` on. */
  async fetched(from) {
    const answer = await fetch(`${this.here}/questions?from=${from}`, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
    if (!answer.ok) throw new Error(`questions: ${answer.status}`);
    const made = document.createElement("template");
    made.innerHTML = await answer.text();
    return sectionsIn(made.content);
  }

  /** One question as it stands on the server, in the place of the one on the page. */
  async renew(section) {
    const number = Number(section.dataset.number);
    const fresh = (await this.fetched(number)).find((each) => Number(each.dataset.number) === number);
    if (!fresh) return undefined;
    fresh.hidden = section.hidden;
    section.replaceWith(fresh);
    this.#ready(fresh);
    return fresh;
  }

  section(number) {
    return this.place.querySelector(`[data-number="${number}"]`);
  }

  #insert(section) {
    section.hidden = true;
    const number = Number(section.dataset.number);
    const next = sectionsIn(this.place).find((each) => Number(each.dataset.number) > number);
    if (next) next.before(section);
    else this.place.append(section);
    this.#ready(section);
  }

  #ready(section) {
    section.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
    startMath(section);
  }
}
