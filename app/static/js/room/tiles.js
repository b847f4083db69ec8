// Everybody's picture and sound, in a grid or with one of them big.
import { Layout } from "./layout.js";
import { Sounds } from "./sounds.js";
import { Tile } from "./tile.js";

const SPEAKS = 0.02;
const keyOf = (peer, kind) => (kind === "screen" ? `${peer} screen` : peer);

export class Tiles {
  /** `held(yes)` hears when the browser holds back sound, `looked(peers)` whose pictures there are. */
  constructor({ place, words, held, looked }) {
    Object.assign(this, { place, words, looked, sounds: new Sounds(held), tiles: new Map(), tracks: new Map(), layout: new Layout(place) });
    new ResizeObserver(() => this.arrange()).observe(place);
    place.addEventListener("click", ({ target }) => target.closest("[data-pin]") && this.pin(target.closest(".tile").dataset.key));
  }

  show(person, { me = false } = {}) {
    this.#tile(person.peer, "camera").show(person, me);
    if (person.screen) this.#tile(person.peer, "screen").show(person, me);
    else this.#remove(keyOf(person.peer, "screen"));
    this.arrange();
  }

  #tile(peer, kind) {
    const key = keyOf(peer, kind);
    if (!this.tiles.has(key)) {
      const tile = new Tile({ key, peer, words: this.words, screen: kind === "screen" });
      tile.attach(this.tracks.get(key) ?? null);
      this.tiles.set(key, tile);
      this.place.append(tile.element);
    }
    return this.tiles.get(key);
  }

  /** What came from somebody, or from this page's own devices: a track of a kind, or null. */
  track(peer, kind, track) {
    if (kind === "audio") this.sounds.set(peer, track);
    else {
      this.tracks.set(keyOf(peer, kind), track);
      this.tiles.get(keyOf(peer, kind))?.attach(track);
    }
  }

  drop(peer) {
    this.sounds.set(peer, null);
    for (const kind of ["camera", "screen"]) {
      this.#remove(keyOf(peer, kind));
      this.tracks.delete(keyOf(peer, kind));
    }
    this.arrange();
  }

  #remove(key) {
    this.tiles.get(key)?.element.remove();
    this.tiles.delete(key);
  }

  /** [[peer, level]…]: who is heard now. */
  levels(levels) {
    for (const [peer, level] of levels) this.tiles.get(peer)?.element.classList.toggle("is-speaking", level > SPEAKS);
    const [loudest, level] = levels.reduce((most, each) => (each[1] > most[1] ? each : most), ["", SPEAKS]);
    if (level > SPEAKS && this.layout.heard(loudest)) this.arrange();
  }

  pin(key) {
    this.layout.pin(key);
    this.arrange();
    this.place.dispatchEvent(new CustomEvent("room:view"));
  }

  /** Once for all changes of a moment. */
  arrange() {
    if (!this.due) queueMicrotask(() => { this.due = false; this.looked(this.layout.arrange([...this.tiles.values()])); });
    this.due = true;
  }
}
