// Whether the table of who is here agrees with the server's: news can be lost on their way, and nobody says so.
const EVERY = 15_000;
const SPREAD = 5000;
const DIGITS = 8;

/** As the server adds them up: app/sockets/live_counts.py. */
export const total = (people) => people.reduce((sum, { peer, n }) => sum + parseInt(peer.slice(0, DIGITS), 16) + n, 0);

export class Doubts {
  /** `ask(name)` goes to the server. */
  constructor({ presence, ask }) {
    Object.assign(this, { presence, ask });
  }

  enter() {
    this.leave();
    this.timer = setTimeout(() => this.#next(), EVERY + Math.random() * SPREAD);
  }

  async #next() {
    const { timer } = this;
    await this.look();
    if (this.timer === timer) this.timer = setTimeout(() => this.#next(), EVERY + Math.random() * SPREAD);
  }

  /** News on their way differ from one look to the next; what is lost is missing by as much in both. */
  async look() {
    const before = this.missing;
    const { ok, sum } = await this.ask("room_count");
    this.missing = ok ? sum - total([...this.presence.here.values()]) : 0;
    if (this.missing && this.missing === before) await this.#set();
  }

  /** Who comes while the answer is on its way stays. */
  async #set() {
    const { presence } = this;
    const { me } = presence;
    const known = presence.others();
    const { ok, people, count } = await this.ask("room_all");
    if (!ok || presence.me !== me) return;
    const here = new Set(people.map(({ peer }) => peer));
    presence.hear({ here: people, gone: known.filter((peer) => !here.has(peer)), count }, { quiet: true });
  }

  leave() {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.missing = 0;
  }
}
