// Before joining: what the camera sees, whether the microphone hears, which of several to use. The same choice is offered inside.
import { Level } from "./level.js";
import { all, one, say, turn } from "./parts.js";
import { list } from "./wishes.js";

/** Fills every list of devices, and hears what is chosen. */
export async function fillPickers(devices) {
  for (const kind of ["audio", "camera"]) {
    const found = await list(kind);
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
    if (tracks.camera) this.preview.play().catch(() => {});
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

  /** The button beside the notice agrees to it, once; says whether that reached the server. */
  async agree() {
    const form = one("[data-consent]", this.place);
    const sent = !this.agreed && (await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" }).catch(() => undefined));
    this.agreed = true;
    return sent?.type === "opaqueredirect";
  }

  /** It did not: the form does it as a page. */
  insist(words) {
    this.said(words);
    one("[data-consent]", this.place).hidden = false;
    one("[data-join]", this.place).hidden = true;
  }

  close() {
    this.level.stop();
    this.preview.srcObject = null;
    this.shown = this.heard = undefined;
    this.place.hidden = true;
  }
}
