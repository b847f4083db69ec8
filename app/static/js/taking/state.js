// What the page says about how things stand: saved, waiting, offline, logged out.

export class State {
  #kind = "";

  /** `announce(text)` speaks it. */
  constructor(words, announce) {
    Object.assign(this, { words, announce });
    this.place = document.querySelector("[data-save-state]");
    this.banner = document.querySelector("[data-banner]");
  }

  /** Beside the clock, quietly: it changes with every answer. */
  saving() {
    if (!this.#kind) this.#say(this.words.saving, "saving");
  }

  saved(text) {
    this.#say(text, "saved");
  }

  #say(text, kind) {
    if (!this.place) return;
    this.place.textContent = text;
    this.place.dataset.state = kind;
  }

  /** Across the page, and spoken once: `kind` is one of the words. */
  warn(kind, { link = false } = {}) {
    if (this.#kind === kind || !this.banner) return;
    this.#kind = kind;
    this.#say(this.words.kept, "waiting");
    this.banner.querySelector("[data-banner-text]").textContent = this.words[kind];
    this.banner.hidden = false;
    this.banner.querySelector("[data-banner-link]")?.toggleAttribute("hidden", !link);
  }

  waiting() {
    this.#say(this.words.waiting, "waiting");
  }

  calm() {
    if (!this.#kind || !this.banner) return;
    this.#kind = "";
    this.banner.hidden = true;
  }

  /** Aloud, at once: about time. */
  alarm(name) {
    const place = document.querySelector("[data-warning]");
    if (place) place.textContent = this.words[name];
    else this.announce(this.words[name]);
  }
}
