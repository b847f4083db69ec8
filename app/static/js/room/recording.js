// A host records what his page shows and hears. Everybody is told first; what is recorded goes to the server while it runs.
import { csrfToken } from "../requests.js";
import { Mixing } from "./mixing.js";

export class Recording {
  /** `lead(deed)` tells the others. */
  constructor({ session, tiles, sounds, lead }) {
    Object.assign(this, { session, tiles, sounds, lead });
  }

  get isOn() {
    return Boolean(this.mixing);
  }

  static offered() {
    return Boolean(globalThis.MediaRecorder && HTMLCanvasElement.prototype.captureStream);
  }

  /** Says whether it records now. */
  async start() {
    if (!(await this.lead("recording")).ok) return false;
    this.mixing = new Mixing({ tiles: this.tiles, sounds: this.sounds });
    try {
      const { startRecorder } = await import("./recorder.js");
      this.recorder = await startRecorder(this.mixing.stream, { session: this.session, csrf: csrfToken() });
    } catch {
      await this.stop();
    }
    return this.isOn;
  }

  async stop() {
    const { recorder, mixing } = this;
    this.recorder = this.mixing = undefined;
    await recorder?.stop();
    mixing?.close();
    await this.lead("not_recording");
  }
}
