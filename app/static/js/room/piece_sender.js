// Pieces on their way to the server, in order and one at a time, each until it is acknowledged.
const PAUSES = [1000, 2000, 4000, 8000, 15_000];
const PATIENCE = 60_000;
const KEPT = new Set([200, 204]);
// What the server will never take: over, gone, not ours any more.
const REFUSED = new Set([403, 404, 409, 413, 415, 422, 507]);

async function sum(data) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await data.arrayBuffer()));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Before the next try, or until the network is back. */
const pause = (tries) => new Promise((resolve) => {
  setTimeout(resolve, PAUSES[Math.min(tries, PAUSES.length - 1)]);
  window.addEventListener("online", resolve, { once: true });
});

export class PieceSender {
  #waiting = [];
  #under;
  #refused = new Set();

  /** tell(state, words): "waiting" when the network is away, "recording" when it is back, "full" when no more is taken. */
  constructor({ box, csrf, tell = () => {} }) { Object.assign(this, { box, csrf, tell }); }

  async add(piece) {
    this.#waiting.push(piece);
    this.#under ??= this.#run();
    await this.box.put(piece);
  }

  /** Once every piece of `recording` is there, say that it is over. */
  async finish(recording) {
    while (this.#under) await this.#under;
    const address = `/recordings/${recording}/completion`;
    for (let tries = 0; ; tries += 1) {
      const { status } = await this.#post(address, new Blob(["{}"], { type: "application/json" }));
      if (KEPT.has(status) || REFUSED.has(status)) return;
      await pause(tries);
    }
  }

  async #run() {
    while (this.#waiting.length) {
      const [piece] = this.#waiting;
      if (!this.#refused.has(piece.recording)) await this.#bring(piece);
      this.#waiting.shift();
      await this.box.drop(piece);
    }
    this.#under = undefined;
  }

  async #bring(piece) {
    const address = `/recordings/${piece.recording}/pieces/${piece.number}`;
    const sha256 = await sum(piece.data);
    for (let tries = 0; ; tries += 1) {
      const { status, words } = await this.#post(address, piece.data, { "X-Piece-SHA256": sha256 });
      if (tries && KEPT.has(status)) this.tell("recording");
      if (KEPT.has(status)) return;
      if (REFUSED.has(status)) { this.#refused.add(piece.recording); return this.tell("full", words); }
      this.tell("waiting");
      await pause(tries);
    }
  }

  async #post(address, body, headers = {}) {
    const sent = { "Content-Type": body.type || "application/octet-stream", "X-CSRFToken": this.csrf, "X-Requested-With": "fetch" };
    try {
      const answer = await fetch(address, {
        method: "POST", body, headers: { ...sent, ...headers }, credentials: "same-origin", redirect: "manual",
        signal: AbortSignal.timeout(PATIENCE),
      });
      const words = answer.ok ? "" : (await answer.json().catch(() => ({}))).detail ?? "";
      return { status: answer.status, words };
    } catch {
      return { status: 0, words: "" };
    }
  }
}
