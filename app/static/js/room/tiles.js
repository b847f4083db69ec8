// Everybody's picture, in a grid or with one of them big. Sound has elements of its own, so that it goes on whatever is shown.
import { all, filled, made, one, picture, turn } from "./parts.js";

const AT_MOST = 24;
const SPEAKS = 0.02;
const SHOWN = 4000;
const RATIO = 16 / 9;

export class Tiles {
  /** `held()` hears when the browser holds back sound. */
  constructor({ place, words, held }) {
    Object.assign(this, { place, words, held });
    this.tiles = new Map();
    this.sounds = new Map();
    this.view = "grid";
    this.pinned = "";
    this.speaker = "";
    this.sink = document.createElement("div");
    this.sink.hidden = true;
    document.body.append(this.sink);
    new ResizeObserver(() => this.arrange()).observe(place);
    place.addEventListener("click", ({ target }) => {
      const pin = target.closest("[data-pin]");
      if (pin) this.pin(pin.closest(".tile").dataset.key);
    });
  }

  /** The tile of a person or of a screen, made when it is asked for first. */
  #tile(key, person) {
    if (!this.tiles.has(key)) {
      const tile = made("tile");
      tile.dataset.key = key;
      tile.dataset.peer = person.peer;
      this.tiles.set(key, tile);
      this.place.append(tile);
    }
    return this.tiles.get(key);
  }

  show(person, { me = false } = {}) {
    const name = person.name || this.words.somebody;
    const tile = this.#tile(person.peer, person);
    one("[data-name]", tile).textContent = me ? `${name} (${this.words.me})` : name;
    one("[data-muted]", tile).hidden = person.audio;
    one("[data-hand]", tile).hidden = !person.hand;
    picture(one("[data-picture]", tile), { ...person, name });
    tile.classList.toggle("is-me", me);
    tile.dataset.leads = String(Boolean(person.leads));
    tile.dataset.raised = String(Boolean(person.hand));
    tile.dataset.lively = String(Boolean(person.video));
    one("[data-video]", tile).hidden = !person.video;
    if (person.screen) {
      const screen = this.#tile(`${person.peer} screen`, person);
      screen.classList.add("is-screen");
      screen.classList.toggle("is-me", me);
      one("[data-name]", screen).textContent = filled(this.words.screen, { name });
      one("[data-video]", screen).hidden = false;
    } else this.#remove(`${person.peer} screen`);
    for (const kind of ["camera", "screen"]) this.#attach(person.peer, kind);
    this.arrange();
  }

  /** What came from somebody, or from this page's own camera: a track of a kind, or null. */
  track(peer, kind, track) {
    this.tracks ??= new Map();
    this.tracks.set(`${peer} ${kind}`, track);
    if (kind === "audio") this.#hear(peer, track);
    else this.#attach(peer, kind);
  }

  #attach(peer, kind) {
    const video = one("[data-video]", this.tiles.get(kind === "screen" ? `${peer} screen` : peer) ?? document.createElement("p"));
    const track = this.tracks?.get(`${peer} ${kind}`) ?? null;
    if (!video || (video.srcObject?.getTracks()[0] ?? null) === track) return;
    video.srcObject = track && new MediaStream([track]);
    if (track) video.play().catch(() => {});
  }

  #hear(peer, track) {
    this.sounds.get(peer)?.remove();
    this.sounds.delete(peer);
    if (!track) return;
    const sound = document.createElement("audio");
    sound.autoplay = true;
    sound.srcObject = new MediaStream([track]);
    sound.dataset.peer = peer;
    this.sink.append(sound);
    this.sounds.set(peer, sound);
    sound.play().catch((error) => error.name === "NotAllowedError" && this.held(true));
  }

  listen() {
    for (const sound of this.sounds.values()) sound.play().catch(() => {});
    this.held(false);
  }

  drop(peer) {
    this.#remove(peer);
    this.#remove(`${peer} screen`);
    this.#hear(peer, null);
    for (const kind of ["audio", "camera", "screen"]) this.tracks?.delete(`${peer} ${kind}`);
    this.arrange();
  }

  #remove(key) {
    this.tiles.get(key)?.remove();
    this.tiles.delete(key);
    if (this.pinned === key) this.pinned = "";
  }

  clear() {
    for (const peer of new Set([...this.tiles.values()].map((tile) => tile.dataset.peer))) this.drop(peer);
  }

  state(peer, word) {
    const place = one("[data-state]", this.tiles.get(peer) ?? document.createElement("p"));
    if (!place) return;
    place.hidden = ["connected", "completed", ""].includes(word);
    place.textContent = place.hidden ? "" : this.words.connecting;
  }

  react(peer, sign) {
    const place = one("[data-reaction]", this.tiles.get(peer) ?? document.createElement("p"));
    if (!place) return;
    place.textContent = sign;
    clearTimeout(place.gone);
    place.gone = setTimeout(() => { place.textContent = ""; }, SHOWN);
  }

  /** [[peer, level]…]: who is heard now. */
  levels(levels) {
    let loudest = ["", SPEAKS];
    for (const [peer, level] of levels) {
      this.tiles.get(peer)?.classList.toggle("is-speaking", level > SPEAKS);
      if (level > loudest[1]) loudest = [peer, level];
    }
    if (!loudest[0] || loudest[0] === this.speaker) return;
    this.speaker = loudest[0];
    if (this.view === "speaker") this.arrange();
  }

  pin(key) {
    this.pinned = this.pinned === key ? "" : key;
    this.view = this.pinned ? "speaker" : this.view;
    this.arrange();
    this.place.dispatchEvent(new CustomEvent("room:view"));
  }

  setView(view) {
    this.view = view;
    if (view === "grid") this.pinned = "";
    this.arrange();
  }

  /** One that somebody else shows: one's own, big, would show itself in itself. */
  #screen() {
    return [...this.tiles].find(([, tile]) => tile.classList.contains("is-screen") && !tile.classList.contains("is-me"))?.[0];
  }

  /** Who is big: what was chosen, a screen, who speaks, the host, anybody else. */
  #main() {
    const keys = [...this.tiles.keys()];
    const others = keys.filter((key) => !this.tiles.get(key).classList.contains("is-me"));
    return [
      this.pinned, this.#screen(), this.speaker,
      others.find((key) => this.tiles.get(key).dataset.leads === "true"), others[0], keys[0],
    ].find((key) => key && this.tiles.has(key));
  }

  /** Screens, hosts, raised hands and cameras first; with more than fit, the last are left to the list of people. */
  arrange() {
    const big = this.view === "speaker" || this.#screen() ? this.#main() : "";
    const weight = (tile) => (tile.classList.contains("is-screen") ? 0 : tile.classList.contains("is-me") ? 1
      : tile.dataset.leads === "true" ? 2 : tile.dataset.raised === "true" ? 3 : tile.dataset.lively === "true" ? 4 : 5);
    const order = [...this.tiles.values()].sort((a, b) => weight(a) - weight(b));
    order.forEach((tile, number) => {
      const main = tile.dataset.key === big;
      tile.style.order = String(main ? -1 : number);
      tile.classList.toggle("is-main", main);
      tile.hidden = !main && number >= AT_MOST;
      turn(one("[data-pin]", tile), tile.dataset.key === this.pinned);
    });
    this.place.classList.toggle("has-main", Boolean(big));
    this.#fit(Math.min(order.length, AT_MOST));
  }

  /** As many columns as make the tiles biggest. */
  #fit(count) {
    const { clientWidth: wide, clientHeight: high } = this.place;
    let best = [1, 0];
    for (let columns = 1; columns <= count; columns += 1) {
      const size = Math.min(wide / columns, (high / Math.ceil(count / columns)) * RATIO);
      if (size > best[1]) best = [columns, size];
    }
    this.place.style.setProperty("--columns", String(best[0]));
    this.place.style.setProperty("--rows", String(Math.ceil(count / best[0])));
  }

  videos() {
    return all("video", this.place).filter((video) => !video.hidden && video.srcObject);
  }
}
