// By way of a media server (Janus, its VideoRoom): one connection up, made when there is something to send, and one down for
// everybody. What goes up has the three lines of a peer, filled with nothing until there is a track, so that nothing is agreed anew.
import Janus from "janus-gateway";
import adapter from "webrtc-adapter";
import { KINDS } from "./peer.js";

const PLUGIN = "janus.plugin.videoroom";
const AGAIN = 2000;
const FRESH = 8 * 60_000; // a token of the room opens it for ten minutes

/** Tracks that carry nothing, to agree on lines with. */
function blanks() {
  const canvas = Object.assign(document.createElement("canvas"), { width: 16, height: 16 });
  canvas.getContext("2d").fillRect(0, 0, 16, 16);
  const [audio] = new AudioContext().createMediaStreamDestination().stream.getAudioTracks();
  return { audio, camera: canvas.captureStream(1).getVideoTracks()[0], screen: canvas.captureStream(1).getVideoTracks()[0] };
}

const promised = (begin) => new Promise((success, error) => { begin({ success, error }); });

export class Sfu {
  /** `media` as the server gave it. `hooks`: track(peer, kind, track), state(peer, word), renew() -> fresh media. */
  constructor({ media, tracks, hooks }) {
    Object.assign(this, { media, tracks: { ...tracks }, hooks, taken: performance.now() });
    this.feeds = new Map();
    this.places = new Map();
    this.queue = Promise.resolve();
    this.closed = false;
  }

  async start() {
    try {
      await promised(({ success }) => Janus.init({ debug: false, dependencies: Janus.useDefaultDependencies({ adapter }), callback: success }));
      await promised(({ success, error }) => {
        const { server, token, ice } = this.media;
        this.janus = new Janus({ server, token, iceServers: ice, destroyOnUnload: true, success, error: (why) => { error(why); this.#broke(); } });
      });
      await this.#enter();
    } catch {
      this.#broke();
    }
  }

  async #renew() {
    this.media = (await this.hooks.renew()) ?? this.media;
    this.taken = performance.now();
  }

  async #attach(hooks) {
    return promised(({ success, error }) => this.janus.attach({ plugin: PLUGIN, success, error, ...hooks }));
  }

  async #enter() {
    const entered = promised(({ success, error }) => { this.entered = { success, error }; });
    this.up = await this.#attach({
      onmessage: (message, jsep) => this.#upward(message, jsep),
      iceState: (state) => state === "failed" && this.#restartUp(),
    });
    const { room, room_token: token, id } = this.media;
    this.up.send({ message: { request: "join", ptype: "publisher", room, id, token } });
    await entered;
    if (KINDS.some((kind) => this.tracks[kind])) this.#publish();
  }

  #upward(message, jsep) {
    if (message.error) this.entered.error(message.error);
    if (message.videoroom === "joined") {
      this.privateId = message.private_id;
      this.entered.success();
    }
    this.#found(message.publishers ?? []);
    const gone = message.unpublished ?? message.leaving;
    if (gone && gone !== "ok") this.#lost(gone);
    if (jsep) this.up.handleRemoteJsep({ jsep });
  }

  async #publish() {
    if (this.publishing) return;
    this.publishing = true;
    const blank = blanks();
    const tracks = KINDS.map((kind) => ({ type: kind === "audio" ? "audio" : "video", capture: blank[kind], recv: false }));
    const jsep = await promised(({ success, error }) => this.up.createOffer({ tracks, success, error }));
    for (const kind of KINDS) await this.#put(kind);
    const descriptions = KINDS.map((kind, number) => ({ mid: String(number), description: kind }));
    this.up.send({ message: { request: "configure", audio: true, video: true, descriptions }, jsep });
  }

  #put(kind) {
    const sender = this.up?.webrtcStuff.pc?.getTransceivers()[KINDS.indexOf(kind)]?.sender;
    return sender?.replaceTrack(this.tracks[kind]).catch(() => {});
  }

  publish(kind, track) {
    this.tracks[kind] = track;
    if (this.publishing) this.#put(kind);
    else if (track && this.privateId) this.#publish().catch(() => this.#broke());
  }

  #found(publishers) {
    const fresh = publishers.filter(({ id, streams }) => streams?.length && !this.feeds.has(id));
    for (const { id, streams } of fresh) {
      this.feeds.set(id, Object.fromEntries(streams.map(({ mid, description }) => [mid, description ?? KINDS[Number(mid)]])));
    }
    if (fresh.length) this.#then(() => this.#subscribe(fresh.map(({ id }) => ({ feed: id }))));
  }

  #lost(id) {
    if (!this.feeds.delete(id)) return;
    for (const [mid, place] of this.places) if (place.peer === id) this.places.delete(mid);
    for (const kind of KINDS) this.hooks.track(id, kind, null);
    this.#then(() => this.down?.send({ message: { request: "update", unsubscribe: [{ feed: id }] } }));
  }

  async #subscribe(streams) {
    const wanted = streams.filter(({ feed }) => this.feeds.has(feed));
    if (!wanted.length) return;
    if (this.down) {
      this.down.send({ message: { request: "update", subscribe: wanted } });
      return;
    }
    if (performance.now() - this.taken > FRESH) await this.#renew();
    this.down = await this.#attach({
      onmessage: (message, jsep) => this.#downward(message, jsep),
      onremotetrack: (track, mid, on) => on && this.#arrived(track, mid),
      iceState: (state) => state === "failed" && this.down.send({ message: { request: "configure", restart: true } }),
      connectionState: (state) => { for (const id of this.feeds.keys()) this.hooks.state(id, state); },
    });
    const { room, room_token: token } = this.media;
    this.down.send({ message: { request: "join", ptype: "subscriber", room, token, private_id: this.privateId, streams: wanted } });
  }

  #downward(message, jsep) {
    for (const { mid, active, feed_id: peer, feed_mid: line } of message.streams ?? []) {
      const kind = this.feeds.get(peer)?.[line];
      if (active && kind) this.places.set(mid, { peer, kind });
      else this.places.delete(mid);
    }
    if (!jsep) return;
    this.down.createAnswer({
      jsep, tracks: [],
      success: (answer) => {
        this.down.send({ message: { request: "start" }, jsep: answer });
        this.#tell();
      },
      error: () => this.#broke(),
    });
  }

  #arrived(track, mid) {
    const place = this.places.get(mid);
    if (place) this.hooks.track(place.peer, place.kind, track);
  }

  /** A line that somebody left may serve somebody else: all of them are told of again. */
  #tell() {
    for (const { mid, receiver } of this.down.webrtcStuff.pc?.getTransceivers() ?? []) this.#arrived(receiver.track, mid);
  }

  #restartUp() {
    this.up.createOffer({ iceRestart: true, tracks: [], success: (jsep) => this.up.send({ message: { request: "configure" }, jsep }) });
  }

  #then(step) {
    this.queue = this.queue.then(step).catch(() => {});
  }

  /** The media server is away: everything anew, with fresh tokens, until it is there. */
  #broke() {
    if (this.closed || this.again) return;
    this.again = setTimeout(async () => {
      this.again = undefined;
      this.#leave();
      await this.#renew();
      if (!this.closed) await this.start();
    }, AGAIN + Math.random() * AGAIN);
  }

  #leave() {
    for (const id of [...this.feeds.keys()]) for (const kind of KINDS) this.hooks.track(id, kind, null);
    this.feeds.clear();
    this.places.clear();
    this.down = this.up = this.privateId = undefined;
    this.publishing = false;
    this.janus?.destroy({ cleanupHandles: true });
    this.janus = undefined;
  }

  people() { /* the media server says who sends */ }

  signal() { /* nothing goes from browser to browser */ }

  restart() { /* its own connection looks after itself */ }

  connections() {
    return [this.up, this.down].map((handle) => handle?.webrtcStuff.pc).filter(Boolean);
  }

  /** How loud each is, by the sound that came last: [[peer, level]…]. */
  levels() {
    const lines = this.down?.webrtcStuff.pc?.getTransceivers() ?? [];
    return lines.flatMap(({ mid, receiver }) => {
      const place = this.places.get(mid);
      return place?.kind === "audio" ? [[place.peer, receiver.getSynchronizationSources()[0]?.audioLevel ?? 0]] : [];
    });
  }

  close() {
    this.closed = true;
    clearTimeout(this.again);
    this.#leave();
  }
}
