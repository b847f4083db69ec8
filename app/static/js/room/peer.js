// One connection to one other browser. It always has the same three lines, audio, camera and screen, in this order, so that a
// track is changed without asking the other side, and only whoever offers ever begins anew.
export const KINDS = ["audio", "camera", "screen"];

const PATIENCE = 5000; // so long a connection may be broken before it is made anew
const STALE = 10_000; // so long one may take to come about
const STREAM = new MediaStream();

export class Peer {
  /** `hooks`: send(data), track(kind, track), state(word). `offers`: this side begins. `tracks` holds one of each kind, or null. */
  constructor({ offers, ice, tracks, hooks }) {
    Object.assign(this, { offers, ice, tracks: { ...tracks }, hooks });
    this.queue = Promise.resolve();
    this.#build();
    if (offers) this.#offer();
    this.watch = setInterval(() => ["new", "connecting"].includes(this.connection.connectionState) && this.restart(), STALE);
  }

  #build() {
    this.connection = new RTCPeerConnection({ iceServers: this.ice, bundlePolicy: "max-bundle" });
    this.early = [];
    const { connection } = this;
    connection.addEventListener("icecandidate", ({ candidate }) => candidate && this.hooks.send({ candidate: candidate.toJSON() }));
    connection.addEventListener("track", ({ track, transceiver }) => {
      this.hooks.track(KINDS[connection.getTransceivers().indexOf(transceiver)], track);
    });
    connection.addEventListener("connectionstatechange", () => this.#moved());
    if (!this.offers) return;
    for (const kind of KINDS) {
      connection.addTransceiver(this.tracks[kind] ?? (kind === "audio" ? "audio" : "video"), { direction: "sendrecv", streams: [STREAM] });
    }
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
    const { type, sdp } = this.connection.localDescription;
    this.hooks.send({ description: { type, sdp } });
  }

  #offer(options) {
    this.#then(async () => this.#describe(await this.connection.createOffer(options)));
  }

  /** What the other side sent: a description, a candidate, or the wish to begin anew. */
  signal({ description, candidate: found, restart }) {
    this.#then(async () => {
      if (restart && this.offers) this.restart();
      if (description?.type === "offer" && !this.offers) await this.#answer(description);
      else if (description?.type === "answer" && this.connection.signalingState === "have-local-offer") {
        await this.connection.setRemoteDescription(description);
      }
      if (found) this.early.push(found);
      if (!this.connection.remoteDescription) return;
      for (const candidate of this.early.splice(0)) await this.connection.addIceCandidate(candidate).catch(() => {});
    });
  }

  async #answer(description) {
    await this.connection.setRemoteDescription(description);
    for (const [number, transceiver] of this.connection.getTransceivers().entries()) {
      transceiver.direction = "sendrecv";
      transceiver.sender.setStreams?.(STREAM);
      await transceiver.sender.replaceTrack(this.tracks[KINDS[number]]);
    }
    await this.#describe();
  }

  publish(kind, track) {
    this.tracks[kind] = track;
    this.#then(() => this.connection.getTransceivers()[KINDS.indexOf(kind)]?.sender.replaceTrack(track));
  }

  /** New ways to each other under the same connection; the side that does not offer asks for it. */
  restart() {
    if (this.connection.connectionState === "closed") return;
    if (this.offers) this.#offer({ iceRestart: true });
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
