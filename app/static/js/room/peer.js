// One connection to one other browser. Only whoever offers ever begins anew.
import { KINDS, layLines, senderOf, takeLines } from "./lines.js";

const PATIENCE = 5000; // so long a connection may be broken before it is made anew
const STALE = 10_000; // so long one may take to come about

export class Peer {
  /** `hooks`: send(data), track(kind, track), state(word). `offers`: this side begins. `tracks` holds one of each kind, or null. */
  constructor({ offers, ice, tracks, hooks }) {
    Object.assign(this, { offers, ice, tracks: { ...tracks }, hooks, queue: Promise.resolve() });
    this.#build();
    if (offers) this.restart({});
    this.watch = setInterval(() => ["new", "connecting"].includes(this.connection.connectionState) && this.restart(), STALE);
  }

  #build() {
    const connection = new RTCPeerConnection({ iceServers: this.ice, bundlePolicy: "max-bundle" });
    Object.assign(this, { connection, early: [] });
    connection.addEventListener("icecandidate", ({ candidate }) => candidate && this.hooks.send({ candidate: candidate.toJSON() }));
    connection.addEventListener("track", ({ track, transceiver }) => {
      this.hooks.track(KINDS[connection.getTransceivers().indexOf(transceiver)], track);
    });
    connection.addEventListener("connectionstatechange", () => this.#moved());
    if (this.offers) layLines(connection, this.tracks);
  }

  #moved() {
    const state = this.connection.connectionState;
    clearTimeout(this.broken);
    if (state === "failed") this.restart();
    else if (state === "disconnected") this.broken = setTimeout(() => this.restart(), PATIENCE);
    this.hooks.state(state);
  }

  async #describe(description) {
    await this.connection.setLocalDescription(description);
    this.hooks.send({ description: this.connection.localDescription.toJSON() });
  }

  /** What the other side sent: a description, a candidate, or the wish to begin anew. */
  signal({ description, candidate, restart }) {
    if (restart && this.offers) this.restart();
    this.#then(async () => {
      const awaited = this.connection.signalingState === "have-local-offer";
      if (description?.type === "offer" && !this.offers) await this.#answer(description);
      else if (description?.type === "answer" && awaited) await this.connection.setRemoteDescription(description);
      if (candidate) this.early.push(candidate);
      if (!this.connection.remoteDescription) return;
      for (const each of this.early.splice(0)) await this.connection.addIceCandidate(each).catch(() => {});
    });
  }

  async #answer(description) {
    await this.connection.setRemoteDescription(description);
    await takeLines(this.connection, this.tracks);
    await this.#describe();
  }

  publish(kind, track) {
    this.tracks[kind] = track;
    this.#then(() => senderOf(this.connection, kind)?.replaceTrack(track));
  }

  /** New ways to each other under the same connection; the side that does not offer asks for it. */
  restart(options = { iceRestart: true }) {
    if (this.offers) this.#then(async () => this.#describe(await this.connection.createOffer(options)));
    else this.hooks.send({ restart: true });
  }

  /** One thing after the other; what fails leaves the next to try. */
  #then(step) {
    this.queue = this.queue.then(step).catch(() => {});
  }

  close() {
    clearTimeout(this.broken);
    clearInterval(this.watch);
    this.connection.close();
  }
}
