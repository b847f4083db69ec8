// A host records what his page shows and hears. What is recorded goes to the server while it runs, and everybody in the room is
// told by the server that it does.
import { csrfToken } from "../requests.js";
import { Mixing } from "./mixing.js";

export class Recording {
  /** `told(state, words)` hears what becomes of it: recorder.js. */
  constructor({ session, tiles, sounds, told }) {
    Object.assign(this, { session, tiles, sounds, told });
  }

  get isOn() {
    return Boolean(this.mixing);
  }

  static offered() {
    return Boolean(globalThis.MediaRecorder && HTMLCanvasElement.prototype.captureStream);
  }

  /** Says whether it records now. */
  async start() {
    this.mixing = new Mixing({ tiles: this.tiles, sounds: this.sounds });
    try {
      const { startRecorder } = await import("./recorder.js");
      this.recorder = await startRecorder(this.mixing.stream, { session: this.session, csrf: csrfToken(), tell: this.told });
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
  }
}
