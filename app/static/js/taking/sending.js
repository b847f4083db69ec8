// One answer on its way to the server, and what is said while it does not get there.
import { ask, GONE } from "./doors.js";

const PATIENCE = 8000;
const LITTLE_PATIENCE = 2500;
const TRIES_BEFORE_A_WORD = 2;
const SESSION = new Set([400, 403, 404]);

/** `times` is there once the page has begun to count. */
export class Sending {
  constructor(form, state, outbox) {
    Object.assign(this, { here: form.dataset.here, ends: Boolean(form.dataset.deadline), state, outbox });
  }

  async send({ question, fields, sequence, typed_at, check }) {
    this.state.saving();
    const patience = this.times.isLast() ? LITTLE_PATIENCE : PATIENCE;
    const answer = await ask(`${this.here}/answers/${question}`, { body: { fields, sequence, typed_at, check }, patience });
    this.times.hear(answer);
    return answer;
  }

  failed({ status }, tries) {
    if (status === 401) this.state.warn("signed_out", { link: true });
    else if (SESSION.has(status)) this.times.sync();
    else if (status === GONE && (tries >= TRIES_BEFORE_A_WORD || !navigator.onLine)) this.offline();
    else this.state.waiting();
  }

  offline() {
    if (!this.outbox.works) this.state.warn("nowhere");
    else this.state.warn(this.ends ? "offline" : "offline_endless");
  }
}
