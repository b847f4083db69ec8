// What waits to be sent: for each question the newest answer, sent until the server has it. One at a time for each question,
// so that an older answer never overtakes a newer one on the way.
import { LONGEST_PAUSE, PAUSE, untilNext } from "./pauses.js";

const BUSY = 3;
// Kept or older or late; checked already; no answer at all. Whatever else comes is tried again.
const SETTLED = new Set([200, 409, 422]);

export class Queue {
  #waiting = new Map();
  #under = new Set();
  #tries = 0;
  #timer;
  #first;

  /**
   * send(entry) -> {status, …}; keep, drop: into and out of the outbox; done(entry, answer): the server has settled it;
   * failed(answer, tries): it will be tried again; urgent(): whether every moment counts.
   */
  constructor({ send, keep, drop, done, failed, urgent = () => false, now = () => Date.now() }) {
    Object.assign(this, { send, keep, drop, done, failed, urgent, now });
  }

  get size() { return this.#waiting.size; }

  has(question) { return this.#waiting.has(question); }

  /** A new answer, or one found in the outbox: it takes the place of an older one to the same question. */
  add(entry) {
    this.#waiting.set(entry.question, entry);
    this.keep(entry);
    this.#first ??= this.now();
    const most = Math.max(this.#first + LONGEST_PAUSE - this.now(), 0);
    this.#after(this.urgent() ? 0 : Math.min(PAUSE, most));
  }

  /** Try at once: the network is back, the page is being left, time is nearly over. */
  flush() { this.#after(0); }

  #after(pause) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#run(), pause);
  }

  #run() {
    this.#first = undefined;
    for (const entry of this.#waiting.values()) {
      if (this.#under.size >= BUSY) return;
      if (!this.#under.has(entry.question)) this.#send(entry);
    }
  }

  async #send(entry) {
    this.#under.add(entry.question);
    const answer = await this.send(entry);
    this.#under.delete(entry.question);
    if (SETTLED.has(answer.status)) this.#settle(entry, answer);
    else this.#fail(answer);
  }

  #settle(entry, answer) {
    this.#tries = 0;
    const newest = this.#waiting.get(entry.question);
    if (newest === entry) {
      this.#waiting.delete(entry.question);
      this.drop(entry);
    } else if (newest && answer.sequence !== undefined) {
      newest.sequence = answer.sequence;
      this.keep(newest);
    }
    this.done(entry, answer, newest === entry);
    if (this.#waiting.size) this.#after(0);
  }

  #fail(answer) {
    this.#tries += 1;
    this.failed(answer, this.#tries);
    this.#after(untilNext(this.#tries, this.urgent()));
  }
}
