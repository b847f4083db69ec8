// By way of a media server. Whenever it was away, everything begins anew with fresh tokens, until it is there.
import { Nothing } from "./nothing.js";
import { Call } from "./sfu_call.js";

const AGAIN = 2000;
const FRESH = 8 * 60_000; // a token of the room opens it for ten minutes

export class Sfu extends Nothing {
  /** `media` as the server gave it. `hooks`: track(peer, kind, track), state(peer, word), renew() -> fresh media. */
  constructor({ media, hooks }) {
    super();
    Object.assign(this, { media, hooks, tracks: {}, since: performance.now() });
  }

  start() {
    const { track, state } = this.hooks;
    const hooks = { track, state, broke: () => this.#broke(), fresh: () => this.#fresh() };
    this.call = new Call({ media: this.media, tracks: this.tracks, looked: this.looked, hooks });
    return this.call.start();
  }

  publish(kind, track) {
    this.tracks[kind] = track;
    this.call?.changed(kind);
  }

  /** Whose pictures are on the page now. */
  look(peers) {
    this.looked = new Set(peers);
    this.call?.look(this.looked);
  }

  async #fresh() {
    if (performance.now() - this.since > FRESH) await this.#renew();
    return this.media;
  }

  async #renew() {
    this.media = (await this.hooks.renew()) ?? this.media;
    this.since = performance.now();
  }

  #broke() {
    if (this.closed || this.again) return;
    this.again = setTimeout(async () => {
      this.again = undefined;
      this.call.close();
      await this.#renew();
      if (!this.closed) await this.start();
    }, AGAIN + Math.random() * AGAIN);
  }

  connections() {
    return [this.call?.up, this.call?.down].map((side) => side?.connection).filter(Boolean);
  }

  levels() {
    return this.call?.down?.levels() ?? [];
  }

  close() {
    this.closed = true;
    clearTimeout(this.again);
    this.call?.close();
  }
}
