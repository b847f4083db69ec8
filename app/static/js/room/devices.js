// The camera and the microphone of this device, and the screen. Whatever is refused, missing or taken has a reason, and the
// room goes on without it. A microphone that is off sends silence, so that it is on again at once; a camera that is off is let go.
import { open, pickScreen } from "./wishes.js";

export class Devices {
  /** `changed(kind)` hears of every track that comes or goes: audio, camera or screen. */
  constructor(changed = () => {}) {
    this.changed = changed;
    this.tracks = { audio: null, camera: null, screen: null };
    this.problems = { audio: "", camera: "" };
    this.ids = { audio: "", camera: "" };
    this.on = { audio: true, camera: true };
  }

  /** Both at once, so that the browser asks once; then each by itself, so that one that is refused leaves the other. */
  async open() {
    if (!(await this.#ask(["audio", "camera"]))) for (const kind of ["audio", "camera"]) await this.#ask([kind]);
  }

  async #ask(kinds) {
    const { tracks, why } = await open(kinds, this.ids);
    for (const kind of kinds) this.problems[kind] = why;
    for (const track of tracks) this.#take(track.kind === "audio" ? "audio" : "camera", track);
    return !why;
  }

  #take(kind, track) {
    this.ids[kind] = track.getSettings().deviceId ?? "";
    track.addEventListener("ended", () => {
      if (this.tracks[kind] !== track) return;
      this.problems[kind] = "taken";
      this.on[kind] = false;
      this.#put(kind, null);
    });
    this.#put(kind, track);
  }

  #put(kind, track) {
    const before = this.tracks[kind];
    this.tracks[kind] = track;
    if (before && before !== track) before.stop();
    if (kind === "audio" && track) track.enabled = this.on.audio;
    this.changed(kind);
  }

  /** Says whether it is on now. */
  async turn(kind, on) {
    this.on[kind] = on;
    if (on && !this.tracks[kind]) this.on[kind] = await this.#ask([kind]);
    else if (kind === "camera" && !on) this.#put("camera", null);
    else if (this.tracks[kind]) this.#put(kind, this.tracks[kind]);
    return this.isOn(kind);
  }

  isOn(kind) {
    return Boolean(this.tracks[kind] && this.on[kind]);
  }

  async choose(kind, id) {
    this.ids[kind] = id;
    if (this.on[kind]) await this.#ask([kind]);
  }

  async share() {
    const track = await pickScreen().catch(() => null);
    track?.addEventListener("ended", () => this.tracks.screen === track && this.unshare());
    if (track) this.#put("screen", track);
    return Boolean(track);
  }

  unshare() {
    this.#put("screen", null);
  }

  close() {
    for (const kind of Object.keys(this.tracks)) this.#put(kind, null);
  }
}
