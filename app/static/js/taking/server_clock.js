// What time it is on the server, as far as this device can tell: its own clock may be wrong, and may be set while one answers.
const STALE = 60_000;

export class ServerClock {
  #best;
  #last = 0;

  constructor(device = () => Date.now()) {
    this.device = device;
  }

  /** The server said `now` (milliseconds) to a request sent at `sent` and answered at `came`, both by the device's clock. */
  hear(now, sent, came = this.device()) {
    const trip = Math.max(came - sent, 0);
    const offset = now - (sent + trip / 2);
    const best = this.#best;
    const contradicts = best && Math.abs(offset - best.offset) > (trip + best.trip) / 2 + 250;
    if (!best || trip <= best.trip || contradicts || came - best.at > STALE) this.#best = { offset, trip, at: came };
  }

  now() {
    return this.device() + (this.#best?.offset ?? 0);
  }

  /** The instant of something typed now: no two are the same, and a later one is never earlier, however clocks jump. */
  stamp() {
    this.#last = Math.max(this.#last + 1, Math.round(this.now()));
    return this.#last;
  }

  /** Milliseconds until the server says `instant`. */
  until(instant) {
    return instant - this.now();
  }
}

/** For a page that was made when the server's clock stood at `now`: its answer began to arrive some time ago. */
export function clockOf(now) {
  const clock = new ServerClock();
  const { responseStart = 0, requestStart = 0 } = performance.getEntriesByType("navigation")[0] ?? {};
  const came = performance.timeOrigin + responseStart;
  clock.hear(Number(now), came - (responseStart - requestStart), came);
  return clock;
}
