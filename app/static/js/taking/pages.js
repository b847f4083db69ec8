// Going from question to question without the server: the others are loaded once, then shown in turn.
import { Loading } from "./loading.js";
import { sectionsIn } from "./sections.js";

export class Pages extends Loading {
  constructor(form) {
    super(form);
    const { at, size } = form.dataset;
    Object.assign(this, { form, at: Number(at), size: Number(size) });
  }

  get first() {
    return this.at - ((this.at - 1) % this.size);
  }

  /** Shows the page that question `number` stands on. False where it is not here. */
  show(number, { focus = true, remember = true } = {}) {
    if (!this.complete || !this.section(number)) return false;
    this.at = number;
    const { first } = this;
    for (const section of sectionsIn(this.place)) {
      const own = Number(section.dataset.number);
      section.hidden = own < first || own >= first + this.size;
    }
    this.#turnButtons(first);
    if (remember) history.pushState({ question: number }, "", `${this.here}?question=${number}`);
    if (focus) {
      const title = this.section(number).querySelector("h2[tabindex]");
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
      if (this.size === 1 && Number(button.value) === first) button.setAttribute("aria-current", "step");
      else button.removeAttribute("aria-current");
    }
  }
}
