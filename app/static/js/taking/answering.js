// What is answered: noticed when it is typed, kept on the device, sent, and shown as the server has it.
import { user } from "../requests.js";
import { Outbox } from "./outbox.js";
import { Queue } from "./queue.js";
import { fieldsOf, fill, mark, note, sectionOf, sectionsIn } from "./sections.js";
import { Sending } from "./sending.js";

export class Answering {
  #known = new Map();

  constructor(form, words, state, pages) {
    const outbox = new Outbox();
    const sending = new Sending(form, state, outbox);
    Object.assign(this, { form, words, state, pages, outbox, sending, attempt: form.dataset.taking });
    this.queue = new Queue({
      urgent: () => sending.times.isLast(), keep: (entry) => outbox.put(entry), drop: (entry) => outbox.drop(entry),
      send: (entry) => sending.send(entry), failed: (answer, tries) => sending.failed(answer, tries),
      done: (entry, answer, newest) => this.#settled(entry, answer, newest),
    });
  }

  /** What the fields hold now counts as said: only what differs from it is sent. */
  know(section = undefined) {
    for (const each of section ? [section] : sectionsIn(this.form)) {
      if (section || !this.#known.has(each.dataset.asked)) this.#known.set(each.dataset.asked, JSON.stringify(fieldsOf(each)));
    }
  }

  changed(section, { check = false } = {}) {
    const { asked: question, sequence, checked } = section.dataset;
    const fields = fieldsOf(section);
    const before = this.#known.get(question);
    this.know(section);
    if ((before === this.#known.get(question) && !check) || checked !== undefined) return;
    const typed_at = this.sending.times.clock.stamp();
    this.queue.add({ user: user(), attempt: this.attempt, question, fields, sequence: Number(sequence), typed_at, check });
    this.state.saving();
  }

  changedAnywhere() {
    for (const section of sectionsIn(this.form)) this.changed(section);
    this.queue.flush();
  }

  /** What a tab that crashed, or a lost network, left on this device goes first. */
  async resume() {
    for (const entry of await this.outbox.of(user())) {
      if (entry.attempt !== this.attempt || this.queue.has(entry.question)) continue;
      const section = sectionOf(entry.question);
      if (section) fill(section, entry.fields);
      if (section) this.know(section);
      this.queue.add(entry);
    }
  }

  /** The server has settled an answer; `newest`: nothing was typed since. */
  #settled(entry, answer, newest) {
    const section = sectionOf(entry.question);
    if (this.queue.size === 0) this.state.calm();
    if (answer.status === 422) {
      this.state.waiting();
      return note(section, answer.problem);
    }
    if (section && answer.sequence !== undefined) section.dataset.sequence = answer.sequence;
    if (answer.said && this.queue.size === 0) this.state.saved(answer.said);
    if (answer.answered !== undefined) mark(entry.question, this.words, { answered: answer.answered });
    note(section, answer.outcome === "late" ? answer.said : "");
    const another = answer.outcome === "older" || answer.status === 409 || answer.checked;
    return another && newest && section && this.#renew(section, answer.outcome === "older" ? this.words.newer : "");
  }

  async #renew(section, text) {
    const fresh = await this.pages.renew(section).catch(() => undefined);
    if (!fresh) return;
    this.know(fresh);
    note(fresh, text);
  }
}
