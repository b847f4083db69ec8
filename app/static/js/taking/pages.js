// Going from question to question without the server: the others are loaded once, then shown in turn.
import { startMath } from "../math/lazy.js";
import { sectionsIn } from "./sections.js";

const CHUNK = 25;

export class Pages {
  constructor(form) {
    this.form = form;
    this.place = form.querySelector("[data-questions]");
    const { at, size, all, here } = form.dataset;
    Object.assign(this, { at: Number(at), size: Number(size), all: Number(all), here });
  }

  get complete() {
    return sectionsIn(this.place).length >= this.all;
  }

  get first() {
    return this.at - ((this.at - 1) % this.size);
  }

  /** Loads every question that is not here yet, out of sight. Says whether all are here. */
  async load() {
    for (let from = 1; from <= this.all; from += CHUNK) {
      const missing = Array.from({ length: Math.min(CHUNK, this.all - from + 1) }, (_, n) => from + n).some((n) => !this.#at(n));
      if (missing) for (const section of await this.fetched(from)) if (!this.#at(Number(section.dataset.number))) this.#insert(section);
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

  #at(number) {
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

  /** Shows the page that question `number` stands on. False where it is not here. */
  show(number, { focus = true, remember = true } = {}) {
    if (!this.complete || !this.#at(number)) return false;
    this.at = number;
    const { first } = this;
    for (const section of sectionsIn(this.place)) {
      const own = Number(section.dataset.number);
      section.hidden = own < first || own >= first + this.size;
    }
    this.#turnButtons(first);
    if (remember) history.pushState({ question: number }, "", `${this.here}?question=${number}`);
    if (focus) {
      const title = this.#at(number).querySelector("h2[tabindex]");
      title.focus({ preventScroll: true });
      (this.size === 1 ? document.body : title).scrollIntoView({ block: "start" });
    }
    return true;
  }

  #turnButtons(first) {
    const next = first + this.size;
    const [back, onward, review] = ["back", "next", "review"].map((name) => document.querySelector(`.take-foot [data-${name}]`));
    back.hidden = first === 1;
    back.value = Math.max(first - this.size, 1);
    onward.hidden = next > this.all;
    onward.value = Math.min(next, this.all);
    review.classList.toggle("button-primary", next > this.all);
    review.classList.toggle("take-review-early", next <= this.all);
    this.form.elements.at.value = this.at;
    this.form.querySelector("[data-intro]")?.toggleAttribute("hidden", first > 1);
    for (const button of document.querySelectorAll("[data-go][data-of]")) {
      const own = Number(button.value);
      if (own >= first && own < next) button.setAttribute("aria-current", this.size === 1 ? "step" : "true");
      else button.removeAttribute("aria-current");
    }
  }
}
