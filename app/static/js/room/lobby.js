// Before joining: what the camera sees, whether the microphone hears, which of several to use. The same choice is offered inside.
import { all, one, say, turn } from "./parts.js";
import { Devices } from "./devices.js";

const LOUD = 4;

/** How loud a track is, told to a <meter> until stop() is called. */
class Level {
  constructor(meter) {
    this.meter = meter;
  }

  follow(track) {
    this.stop();
    if (!track) return;
    this.context = new AudioContext();
    const analyser = Object.assign(this.context.createAnalyser(), { fftSize: 512 });
    this.context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    this.timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, each) => sum + each * each, 0) / samples.length;
      this.meter.value = track.enabled ? Math.min(1, Math.sqrt(power) * LOUD) : 0;
    }, 100);
  }

  stop() {
    clearInterval(this.timer);
    this.context?.close();
    this.context = undefined;
    this.meter.value = 0;
  }
}

/** Fills every list of devices, and hears what is chosen. */
export async function fillPickers(devices) {
  for (const kind of ["audio", "camera"]) {
    const found = await Devices.list(kind);
    for (const select of all(`select[data-pick="${kind}"]`)) {
      if (!found.length) continue;
      select.replaceChildren(...found.map(({ id, label }, number) => new Option(label || `${number + 1}`, id, false, id === devices.ids[kind])));
      select.disabled = false;
    }
  }
}

export class Lobby {
  constructor({ place, words, devices }) {
    Object.assign(this, { place, words, devices });
    this.preview = one("[data-preview]", place);
    this.level = new Level(one("[data-level]", place));
    document.addEventListener("change", ({ target }) => target.dataset.pick && devices.choose(target.dataset.pick, target.value));
    navigator.mediaDevices?.addEventListener?.("devicechange", () => fillPickers(devices));
  }

  async open() {
    await this.devices.open();
    await fillPickers(this.devices);
    this.show();
  }

  show() {
    const { tracks } = this.devices;
    if (this.shown !== tracks.camera) this.preview.srcObject = tracks.camera && new MediaStream([tracks.camera]);
    this.shown = tracks.camera;
    this.preview.hidden = !tracks.camera;
    one("[data-preview-off]", this.place).hidden = Boolean(tracks.camera);
    if (this.heard !== tracks.audio) this.level.follow(tracks.audio);
    this.heard = tracks.audio;
    for (const kind of ["audio", "camera"]) turn(one(`[data-do="${kind}"]`, this.place), this.devices.isOn(kind));
    this.#problems();
  }

  #problems() {
    const said = Object.entries(this.devices.problems).filter(([, why]) => why).map(([kind, why]) => this.words[`${why}_${kind}`]);
    one("[data-problems]", this.place).replaceChildren(...said.map((words) => Object.assign(document.createElement("li"), { textContent: words })));
  }

  said(words = "") {
    say(one("[data-said]", this.place), words);
  }

  close() {
    this.level.stop();
    this.preview.srcObject = null;
    this.shown = this.heard = undefined;
    this.place.hidden = true;
  }
}
