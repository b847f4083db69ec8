// Everybody to everybody, without a server between: for small rooms. Of two, the one whose name comes first offers.
import { Nothing } from "./nothing.js";
import { Peer } from "./peer.js";
import { shareUp } from "./share_up.js";

export class Mesh extends Nothing {
  /** `hooks`: send(to, data), track(peer, kind, track), state(peer, word). */
  constructor({ me, ice, hooks }) {
    super();
    Object.assign(this, { me, ice, hooks, tracks: { audio: null, camera: null, screen: null } });
    this.peers = new Map();
  }

  /** Names of all others who are here now. */
  people(names) {
    for (const name of this.peers.keys()) if (!names.includes(name)) this.#drop(name);
    for (const name of names) this.#peer(name);
    shareUp([...this.peers.values()]);
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
    if (word === "connected") shareUp([...this.peers.values()]);
    this.hooks.state(name, word);
  }

  #drop(name) {
    this.peers.get(name).close();
    this.peers.delete(name);
  }

  publish(kind, track) {
    this.tracks[kind] = track;
    for (const peer of this.peers.values()) peer.publish(kind, track);
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
