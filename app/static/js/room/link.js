// The way to the server: every event is answered. Signals to one other page go one message after the other, in order, and what
// comes meanwhile goes with the next one.

const PATIENCE = 8000;
const AT_ONCE = 40;
const SILENT = { ok: false, why: "busy", said: "" };
const AGAIN = 1000;
const REFUSED = 4000;
const TRIES = 5;

export class Link {
  /** `heard` holds a function for each event, and connected() and lost(); `io` is that of socket.io-client. */
  constructor(io, heard) {
    this.outboxes = new Map();
    this.socket = io({ transports: ["websocket"], autoConnect: false, reconnectionDelay: 500, reconnectionDelayMax: 4000, timeout: PATIENCE });
    this.socket.on("connect", () => heard.connected());
    this.socket.on("disconnect", (reason) => {
      this.outboxes.clear();
      heard.lost();
      if (reason === "io server disconnect") this.again = setTimeout(() => this.socket.connect(), AGAIN);
    });
    this.socket.on("connect_error", () => { // whom the server itself refuses, socket.io lets try no more
      if (!this.socket.active) this.again = setTimeout(() => this.socket.connect(), REFUSED * (1 + Math.random()));
    });
    for (const [name, hear] of Object.entries(heard)) if (name.startsWith("room_")) this.socket.on(name, hear);
  }

  open() {
    this.socket.connect();
  }

  get isOpen() {
    return this.socket.connected;
  }

  async ask(name, data = {}) {
    if (!this.isOpen) return SILENT;
    try {
      return (await this.socket.timeout(PATIENCE).emitWithAck(name, data)) ?? SILENT;
    } catch {
      return SILENT;
    }
  }

  signal(to, item) {
    const waiting = this.outboxes.get(to);
    if (waiting) waiting.push(item);
    else this.#send(to, [item]);
  }

  async #send(to, items, tries = 0) {
    const later = items.splice(AT_ONCE);
    this.outboxes.set(to, later);
    const answer = await this.ask("room_signal", { to, items });
    if (this.outboxes.get(to) !== later) return;
    if (!answer.ok && answer.why !== "gone" && tries < TRIES) {
      later.unshift(...items);
      await new Promise((resolve) => setTimeout(resolve, AGAIN));
      if (this.outboxes.get(to) === later) this.#send(to, later, tries + 1);
    } else if (answer.ok && later.length) this.#send(to, later);
    else this.outboxes.delete(to);
  }

  close() {
    clearTimeout(this.again);
    this.socket.disconnect();
  }
}
