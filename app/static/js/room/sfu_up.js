// What goes up to a media server: one connection, made when there is something to send, with lines that carry nothing until there is.
import { connectionOf, offerOf } from "./janus.js";
import { KINDS, senderOf } from "./lines.js";

/** Tracks that carry nothing, to agree on lines with. */
function blanks() {
  const canvas = Object.assign(document.createElement("canvas"), { width: 16, height: 16 });
  canvas.getContext("2d").fillRect(0, 0, 16, 16);
  const [audio] = new AudioContext().createMediaStreamDestination().stream.getAudioTracks();
  return { audio, camera: canvas.captureStream(1).getVideoTracks()[0], screen: canvas.captureStream(1).getVideoTracks()[0] };
}

export class Up {
  /** `hooks`: found(publishers), lost(id), broke(). `tracks` are those of this page, as they are now. */
  constructor({ media, tracks, hooks }) {
    Object.assign(this, { media, tracks, hooks, sends: false });
  }

  /** Come into the room. Answers what shows the server that one did. */
  async enter(conversation) {
    let settle;
    const entered = new Promise((resolve, reject) => { settle = { resolve, reject }; });
    this.handle = await conversation.attach({
      onmessage: (message, jsep) => this.#heard(message, jsep, settle),
      iceState: (state) => state === "failed" && this.#restart().catch(this.hooks.broke),
    });
    const { room, room_token: token, id } = this.media;
    this.handle.send({ message: { request: "join", ptype: "publisher", room, id, token } });
    const privateId = await entered;
    if (KINDS.some((kind) => this.tracks[kind])) await this.#send();
    return privateId;
  }

  #heard(message, jsep, settle) {
    if (message.error) settle.reject(message.error);
    if (message.videoroom === "joined") settle.resolve(message.private_id);
    this.hooks.found(message.publishers ?? []);
    const gone = message.unpublished ?? message.leaving;
    if (gone && gone !== "ok") this.hooks.lost(gone);
    if (jsep) this.handle.handleRemoteJsep({ jsep });
  }

  async #send() {
    this.sends = true;
    const blank = blanks();
    const tracks = KINDS.map((kind) => ({ type: kind === "audio" ? "audio" : "video", capture: blank[kind], recv: false }));
    const jsep = await offerOf(this.handle, { tracks });
    for (const kind of KINDS) await this.#put(kind);
    const descriptions = KINDS.map((kind, number) => ({ mid: String(number), description: kind }));
    this.handle.send({ message: { request: "configure", audio: true, video: true, descriptions }, jsep });
  }

  #put(kind) {
    return senderOf(this.connection, kind)?.replaceTrack(this.tracks[kind]).catch(() => {});
  }

  /** A track of `tracks` changed. */
  changed(kind) {
    if (this.sends) this.#put(kind);
    else if (this.tracks[kind]) this.#send().catch(this.hooks.broke);
  }

  async #restart() {
    this.handle.send({ message: { request: "configure" }, jsep: await offerOf(this.handle, { iceRestart: true, tracks: [] }) });
  }

  get connection() {
    return connectionOf(this.handle);
  }
}
