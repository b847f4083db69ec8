// Everybody to everybody, without a server between: for small rooms. Of two, the one whose name comes first offers.
import { KINDS, Peer } from "./peer.js";

const CAMERA_BITS = [700_000, 500_000, 350_000, 250_000, 180_000]; // for one other, for two, …

export class Mesh {
  /** `hooks`: send(to, data), track(peer, kind, track), state(peer, word). */
  constructor({ me, ice, tracks, hooks }) {
    Object.assign(this, { me, ice, tracks: { ...tracks }, hooks });
    this.peers = new Map();
  }

  async start() { /* each peer begins by itself */ }

  /** Names of all others who are here now. */
  people(names) {
    for (const name of this.peers.keys()) if (!names.includes(name)) this.#drop(name);
    for (const name of names) this.#peer(name);
    this.#share();
  }

  signal(from, data) {
    this.#peer(from).signal(data);
  }

  #peer(name) {
    if (!this.peers.has(name)) {
      this.peers.set(name, new Peer({
        offers: this.me < name, ice: this.ice, tracks: this.tracks,
        hooks: {
          send: (data) => this.hooks.send(name, data),
          track: (kind, track) => this.hooks.track(name, kind, track),
          state: (word) => this.#moved(name, word),
        },
      }));
    }
    return this.peers.get(name);
  }

  #moved(name, word) {
    if (word === "connected") this.#share();
    this.hooks.state(name, word);
  }

  #drop(name) {
    this.peers.get(name).close();
    this.peers.delete(name);
  }

  /** The way up is shared by as many pictures as there are others. */
  #share() {
    const bits = CAMERA_BITS[Math.min(this.peers.size, CAMERA_BITS.length) - 1];
    for (const { connection } of this.peers.values()) {
      const sender = connection.getTransceivers()[KINDS.indexOf("camera")]?.sender;
      const wanted = sender?.getParameters();
      if (!wanted?.encodings?.length) continue;
      wanted.encodings[0].maxBitrate = bits;
      sender.setParameters(wanted).catch(() => {});
    }
  }

  publish(kind, track) {
    this.tracks[kind] = track;
    for (const peer of this.peers.values()) peer.publish(kind, track);
  }

  /** After the way to our server was lost: whoever is connected goes on, whoever is not begins anew. */
  restart() {
    for (const peer of this.peers.values()) if (peer.connection.connectionState !== "connected") peer.restart();
  }

  connections() {
    return [...this.peers.values()].map((peer) => peer.connection);
  }

  /** How loud each is, by the sound that came last: [[peer, level]…]. */
  levels() {
    return [...this.peers].map(([name, { connection }]) => {
      const receiver = connection.getTransceivers()[0]?.receiver;
      return [name, receiver?.getSynchronizationSources()[0]?.audioLevel ?? 0];
    });
  }

  close() {
    for (const name of [...this.peers.keys()]) this.#drop(name);
  }
}
