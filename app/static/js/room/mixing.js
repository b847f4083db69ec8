// One picture and one sound out of the whole room, to be recorded: what this page shows, and what is heard here and said here.
const WIDE = 1280;
const HIGH = 720;
const PACE = 15;
const NAME_HIGH = 34;

export class Mixing {
  /** `tiles` has its pictures in order, `sounds()` answers all tracks that are heard now. */
  constructor({ tiles, sounds }) {
    Object.assign(this, { tiles, sounds });
    this.canvas = Object.assign(document.createElement("canvas"), { width: WIDE, height: HIGH });
    this.brush = this.canvas.getContext("2d");
    this.context = new AudioContext();
    this.mixed = this.context.createMediaStreamDestination();
    this.sources = new Map();
    this.timer = setInterval(() => { this.#draw(); this.#listen(); }, 1000 / PACE);
    this.#listen();
    this.#draw();
    this.stream = new MediaStream([...this.canvas.captureStream(PACE).getVideoTracks(), ...this.mixed.stream.getAudioTracks()]);
  }

  #listen() {
    const now = new Set(this.sounds());
    for (const [track, source] of this.sources) {
      if (now.has(track)) continue;
      source.disconnect();
      this.sources.delete(track);
    }
    for (const track of now) {
      if (this.sources.has(track)) continue;
      const source = this.context.createMediaStreamSource(new MediaStream([track]));
      source.connect(this.mixed);
      this.sources.set(track, source);
    }
  }

  #draw() {
    const shown = [...this.tiles.tiles.values()].map((tile) => tile.element).filter((tile) => !tile.hidden);
    const main = shown.filter((tile) => tile.classList.contains("is-main"));
    const drawn = (main.length ? main : shown).sort((a, b) => Number(a.style.order) - Number(b.style.order));
    const columns = Math.ceil(Math.sqrt(drawn.length));
    const rows = Math.ceil(drawn.length / columns) || 1;
    this.brush.fillStyle = "#15161a";
    this.brush.fillRect(0, 0, WIDE, HIGH);
    drawn.forEach((tile, number) => this.#tile(tile, {
      left: (number % columns) * (WIDE / columns), top: Math.floor(number / columns) * (HIGH / rows), wide: WIDE / columns, high: HIGH / rows,
    }));
  }

  #tile(tile, { left, top, wide, high }) {
    const video = tile.querySelector("video");
    if (!video.hidden && video.videoWidth) {
      const scale = Math.min(wide / video.videoWidth, high / video.videoHeight);
      const [w, h] = [video.videoWidth * scale, video.videoHeight * scale];
      this.brush.drawImage(video, left + (wide - w) / 2, top + (high - h) / 2, w, h);
    }
    this.brush.fillStyle = "rgb(0 0 0 / 60%)";
    this.brush.fillRect(left, top + high - NAME_HIGH, wide, NAME_HIGH);
    this.brush.fillStyle = "#fff";
    this.brush.font = "18px system-ui, sans-serif";
    this.brush.fillText(tile.querySelector("[data-name]").textContent, left + 12, top + high - 11, wide - 24);
  }

  close() {
    clearInterval(this.timer);
    for (const track of this.stream.getTracks()) track.stop();
    this.context.close();
  }
}
