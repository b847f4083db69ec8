// Who sends which lines by way of a media server, and which of them this page has asked for: the sound and the screens of
// everybody, and the cameras that are looked at.
import { KINDS } from "./lines.js";

export class Feeds {
  constructor() {
    this.lines = new Map();
    this.taken = new Map();
    this.looked = undefined;
  }

  /** `publishers` as Janus tells of them; says whether somebody is new. */
  add(publishers) {
    const fresh = publishers.filter(({ id, streams }) => streams?.length && !this.lines.has(id));
    for (const { id, streams } of fresh) {
      this.lines.set(id, Object.fromEntries(streams.map(({ mid, description }) => [mid, description ?? KINDS[Number(mid)]])));
    }
    return fresh.length > 0;
  }

  drop(id) {
    this.taken.delete(id);
    return this.lines.delete(id);
  }

  /** [what to ask for, what to give back], each [{feed, mid}…]; they count as done from then on. */
  turn() {
    const [subscribe, unsubscribe] = [[], []];
    for (const [feed, lines] of this.lines) {
      const has = this.taken.get(feed) ?? new Set();
      this.taken.set(feed, has);
      for (const [mid, kind] of Object.entries(lines)) {
        const wanted = kind !== "camera" || (this.looked?.has(feed) ?? true);
        if (wanted === has.has(mid)) continue;
        (wanted ? subscribe : unsubscribe).push({ feed, mid });
        if (wanted) has.add(mid);
        else has.delete(mid);
      }
    }
    return [subscribe, unsubscribe];
  }
}
