// What goes over the wire: the devices of this page out, everybody's tracks in, by whichever way the session has.
import { KINDS } from "./lines.js";
import { watchQuality } from "./quality.js";
import { transport } from "./transports.js";

const LISTENS = 300;

export class Media {
  /** `send(to, item)` and `renew()` go to the server; `turned(word)` hears when the camera rests, and when it is on again. */
  constructor({ devices, tiles, send, renew, turned }) {
    Object.assign(this, { devices, tiles, send, renew, turned, resting: false });
  }

  /** Begin, or begin anew: `media` as the server gave it, `me` this page's name in the room. */
  async enter(media, me) {
    this.leave();
    this.me = me;
    const entering = await this.#transport(media, me);
    if (this.me !== me) return;
    this.transport = entering;
    this.listening = setInterval(() => this.tiles.levels(this.transport.levels()), LISTENS);
    this.unwatch = watchQuality(() => this.transport, (word) => this.#rest(word === "rest"));
    for (const kind of KINDS) this.transport.publish(kind, this.#sent(kind));
    this.people(this.others ?? []);
    this.look(this.looked ?? []);
    await this.transport.start();
  }

  #transport(media, me) {
    return transport({ media, me, hooks: {
      send: this.send, renew: this.renew,
      track: (peer, kind, track) => this.tiles.track(peer, kind, track),
      state: (peer, word) => this.tiles.tiles.get(peer)?.state(word),
    } });
  }

  #sent(kind) {
    return kind === "camera" && this.resting ? null : this.devices.tracks[kind];
  }

  /** A device came or went. */
  changed(kind) {
    this.transport?.publish(kind, this.#sent(kind));
    if (this.me && kind !== "audio") this.tiles.track(this.me, kind, this.devices.tracks[kind]);
  }

  #rest(resting) {
    this.resting = resting;
    if (!this.devices.tracks.camera) return;
    this.transport?.publish("camera", this.#sent("camera"));
    this.turned(resting ? "rest" : "again");
  }

  people(names) {
    this.others = names;
    this.transport?.people(names);
  }

  look(names) {
    this.looked = names;
    this.transport?.look(names);
  }

  signal(from, items) {
    for (const item of items) this.transport?.signal(from, item);
  }

  /** What is heard here and said here. */
  sounds() {
    return [...this.tiles.sounds.tracks(), this.devices.tracks.audio].filter((track) => track?.readyState === "live");
  }

  leave() {
    clearInterval(this.listening);
    this.unwatch?.();
    this.transport?.close();
    this.transport = this.others = this.looked = undefined;
    this.me = "";
  }
}
