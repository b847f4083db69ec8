// One tile: a person with his picture, or a screen that somebody shows.
import { filled, made, one, picture, turn } from "./parts.js";

const SHOWN = 4000;
const CALM = ["connected", "completed", ""];

export class Tile {
  constructor({ key, peer, words, screen = false }) {
    this.words = words;
    this.element = made("tile");
    this.element.classList.toggle("is-screen", screen);
    Object.assign(this.element.dataset, { key, peer });
    Object.assign(this, { key, peer, screen, me: false, leads: false, raised: false, lively: false });
  }

  show(person, me) {
    const name = person.name || this.words.somebody;
    const { element } = this;
    Object.assign(this, { me, leads: person.leads, raised: Boolean(person.hand), lively: person.video });
    element.classList.toggle("is-me", me);
    one("[data-video]", element).hidden = !this.screen && !person.video;
    if (this.screen) one("[data-name]", element).textContent = filled(this.words.screen, { name });
    else {
      one("[data-name]", element).textContent = me ? `${name} (${this.words.me})` : name;
      one("[data-muted]", element).hidden = person.audio;
      one("[data-hand]", element).hidden = !person.hand;
      picture(one("[data-picture]", element), { ...person, name });
    }
  }

  attach(track) {
    const video = one("[data-video]", this.element);
    if ((video.srcObject?.getTracks()[0] ?? null) === track) return;
    video.srcObject = track && new MediaStream([track]);
    if (track) video.play().catch(() => {});
  }

  state(word) {
    const place = one("[data-state]", this.element);
    place.hidden = CALM.includes(word);
    place.textContent = place.hidden ? "" : this.words.connecting;
  }

  react(sign) {
    const place = one("[data-reaction]", this.element);
    place.textContent = sign;
    clearTimeout(this.reacted);
    this.reacted = setTimeout(() => { place.textContent = ""; }, SHOWN);
  }

  /** Screens, oneself, hosts, raised hands and cameras come first. */
  get weight() {
    return [this.screen, this.me, this.leads, this.raised, this.lively, true].indexOf(true);
  }

  place(number, { main, pinned, away }) {
    const { element } = this;
    element.style.order = String(main ? -1 : number);
    element.classList.toggle("is-main", main);
    element.hidden = away && !main;
    turn(one("[data-pin]", element), pinned);
  }
}
