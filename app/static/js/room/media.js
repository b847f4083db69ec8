// What goes over the wire: the devices of this page out, everybody's tracks in, by whichever way the session has.
import { Mesh } from "./mesh.js";
import { watchQuality } from "./quality.js";

const LISTENS = 300;
const SENDS = ["audio", "camera", "screen"];

/** A room without picture and sound of its own. */
class Nothing {
  async start() { /* nothing to begin */ }
  people() { /* nobody to reach */ }
  signal() { /* nobody speaks */ }
  publish() { /* nowhere to */ }
  connections() { return []; }
  levels() { return []; }
  close() { /* nothing to end */ }
}

export class Media {
  /** `send(to, item)` and `renew()` go to the server; `turned(word)` hears when the camera rests, and when it is on again. */
  constructor({ devices, tiles, send, renew, turned }) {
    Object.assign(this, { devices, tiles, send, renew, turned });
    this.heard = new Map();
    this.resting = false;
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
    if (this.others) this.people(this.others);
    await this.transport.start();
  }

  async #transport(media, me) {
    const tracks = Object.fromEntries(SENDS.map((kind) => [kind, this.#sent(kind)]));
    const hooks = {
      send: this.send, renew: this.renew,
      track: (peer, kind, track) => this.#came(peer, kind, track),
      state: (peer, word) => this.tiles.state(peer, word),
    };
    if (media.provider === "mesh") return new Mesh({ me, ice: media.ice, tracks, hooks });
    if (media.provider !== "sfu") return new Nothing();
    const { Sfu } = await import("./sfu.js");
    return new Sfu({ media, tracks, hooks });
  }

  #came(peer, kind, track) {
    if (kind === "audio" && track) this.heard.set(peer, track);
    else if (kind === "audio") this.heard.delete(peer);
    this.tiles.track(peer, kind, track);
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
    for (const name of this.heard.keys()) if (!names.includes(name)) this.heard.delete(name);
    this.transport?.people(names);
  }

  signal(from, items) {
    for (const item of items) this.transport?.signal(from, item);
  }

  /** What is heard here and said here. */
  sounds() {
    return [...this.heard.values(), this.devices.tracks.audio].filter((track) => track?.readyState === "live");
  }

  leave() {
    clearInterval(this.listening);
    this.unwatch?.();
    this.transport?.close();
    this.transport = this.others = undefined;
    this.me = "";
    this.heard.clear();
  }
}
