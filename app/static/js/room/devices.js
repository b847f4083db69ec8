// The camera and the microphone of this device, and the screen. Whatever is refused, missing or taken has a reason, and the
// room goes on without it. A microphone that is off sends silence, so that it is on again at once; a camera that is off is let go.
const CAMERA = { width: { ideal: 640 }, height: { ideal: 360 }, frameRate: { ideal: 20, max: 30 } };
const SOUND = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
const REASONS = {
  NotAllowedError: "refused", SecurityError: "refused", NotFoundError: "missing", OverconstrainedError: "missing",
  NotReadableError: "taken", AbortError: "taken",
};
const reasonOf = (error) => REASONS[error?.name] ?? "missing";
const chosen = (wanted, id) => (id ? { ...wanted, deviceId: { exact: id } } : wanted);

export const canShare = () => Boolean(navigator.mediaDevices?.getDisplayMedia);

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
    if (!navigator.mediaDevices) {
      this.problems = { audio: "missing", camera: "missing" };
      return;
    }
    try {
      this.#take(await navigator.mediaDevices.getUserMedia({ audio: SOUND, video: CAMERA }));
    } catch {
      await this.#one("audio");
      await this.#one("camera");
    }
  }

  async #one(kind) {
    const wanted = kind === "audio" ? { audio: chosen(SOUND, this.ids.audio) } : { video: chosen(CAMERA, this.ids.camera) };
    try {
      this.#take(await navigator.mediaDevices.getUserMedia(wanted));
      return true;
    } catch (error) {
      this.problems[kind] = reasonOf(error);
      return false;
    }
  }

  #take(stream) {
    for (const track of stream.getTracks()) {
      const kind = track.kind === "audio" ? "audio" : "camera";
      this.#put(kind, track);
      this.problems[kind] = "";
      this.ids[kind] = track.getSettings().deviceId ?? "";
      track.addEventListener("ended", () => this.#lost(kind, track));
    }
  }

  /** Pulled out, or taken away by the browser. */
  #lost(kind, track) {
    if (this.tracks[kind] !== track) return;
    this.problems[kind] = "taken";
    this.on[kind] = false;
    this.#put(kind, null);
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
    if (on && !this.tracks[kind]) this.on[kind] = await this.#one(kind);
    else if (kind === "camera" && !on) this.#put("camera", null);
    else if (this.tracks[kind]) {
      this.tracks[kind].enabled = on;
      this.changed(kind);
    }
    return this.isOn(kind);
  }

  isOn(kind) {
    return Boolean(this.tracks[kind] && this.on[kind]);
  }

  async choose(kind, id) {
    this.ids[kind] = id;
    if (this.on[kind]) await this.#one(kind);
  }

  async share() {
    try {
      const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { max: 15 } }, audio: false });
      const [track] = stream.getVideoTracks();
      track.contentHint = "detail";
      track.addEventListener("ended", () => this.tracks.screen === track && this.#put("screen", null));
      this.#put("screen", track);
      return true;
    } catch {
      return false;
    }
  }

  unshare() {
    this.#put("screen", null);
  }

  /** [{id, label}] of one kind; without names before the browser was allowed to tell them. */
  static async list(kind) {
    const wanted = { audio: "audioinput", camera: "videoinput" }[kind];
    const all = (await navigator.mediaDevices?.enumerateDevices?.()) ?? [];
    return all.filter((each) => each.kind === wanted && each.deviceId).map((each) => ({ id: each.deviceId, label: each.label }));
  }

  close() {
    for (const kind of Object.keys(this.tracks)) this.#put(kind, null);
  }
}
