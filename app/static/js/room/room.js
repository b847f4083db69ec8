// The room of a live session, from the check of the devices to the end. What is spoken with the server: app/sockets/live.py.
import { Deeds } from "./deeds.js";
import { Captions } from "./captions.js";
import { Chat } from "./chat.js";
import { Controls } from "./controls.js";
import { Devices } from "./devices.js";
import { Link } from "./link.js";
import { Lobby, fillPickers } from "./lobby.js";
import { Media } from "./media.js";
import { filled, one, say } from "./parts.js";
import { People } from "./people.js";
import { Presence } from "./presence.js";
import { Recording } from "./recording.js";
import { Tiles } from "./tiles.js";
import { user } from "../requests.js";

const WAITS = new Set(["not_started", "waiting", "locked", "full"]);
const AGAIN = 2500;
const FULL = 10_000;
const SHOWN = 4000;

export class Room {
  constructor(place) {
    this.place = place;
    this.words = JSON.parse(place.dataset.words);
    this.leads = "leads" in place.dataset;
    this.wanted = false;
    const { words, leads } = this;
    const { room: session, language } = place.dataset;
    const ask = (name, data) => this.link.ask(name, data);
    this.lead = (deed, about = {}) => ask("room_lead", { deed, ...about }).then((answer) => { if (!answer.ok) this.strip(answer.said); return answer; });
    this.devices = new Devices((kind) => this.changed(kind));
    this.lobby = new Lobby({ place: one("[data-lobby]", place), words, devices: this.devices });
    this.tiles = new Tiles({ place: one("[data-tiles]", place), words, held: (held) => { one("[data-silent]", place).hidden = !held; } });
    this.people = new People({ panel: one('[data-panel="people"]', place), words, leads, lead: this.lead });
    this.media = new Media({
      devices: this.devices, tiles: this.tiles, send: (to, item) => this.link.signal(to, item),
      renew: async () => (await ask("room_media")).media, turned: (word) => this.rested(word),
    });
    this.presence = new Presence(this);
    this.chat = new Chat({ panel: one('[data-panel="chat"]', place), words, language, user: user(), ask, came: (message) => this.presence.wrote(message) });
    this.captions = new Captions({ place: one("[data-captions]", place), language, say: (text) => this.presence.said(text) });
    this.recording = new Recording({ session, tiles: this.tiles, sounds: () => this.media.sounds(), told: (state, said) => this.deeds.recorded(state, said) });
    this.deeds = new Deeds(this);
    this.controls = new Controls({ place, deeds: this.deeds.all(), lead: this.lead });
    this.link = new Link({ connected: () => this.#connected(), lost: () => this.#lost(), room_door: (door) => this.#door(door),
      room_out: ({ said }) => this.over(said), ...this.presence.heard() });
  }

  async start() {
    one("[data-join]", this.place).addEventListener("click", () => this.join());
    one("[data-again]", this.place).addEventListener("click", () => this.join());
    window.addEventListener("pagehide", () => this.link.close());
    window.addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
    window.addEventListener("beforeunload", (event) => { if (this.recording.isOn) event.preventDefault(); });
    this.deeds.start();
    await this.lobby.open();
    this.place.dataset.ready = "";
  }

  /** Which of the parts of the page is there: lobby, wait, stage or over. */
  show(part) {
    for (const name of ["lobby", "wait", "stage", "over"]) one(`[data-${name}]`, this.place).hidden = name !== part;
    document.body.classList.toggle("is-in-room", part === "stage");
  }

  join() {
    this.wanted = true;
    this.lobby.said(this.words.joining);
    if (this.link.isOpen) this.#enter();
    else this.link.open();
  }

  #connected() {
    if (this.wanted) this.#enter();
  }

  #lost() {
    if (!this.wanted) return;
    this.strip(this.words.lost, { stays: true });
    this.away = true;
  }

  state() {
    const { devices, media } = this;
    return { audio: devices.isOn("audio"), video: devices.isOn("camera") && !media.resting, screen: Boolean(devices.tracks.screen) };
  }

  async #enter() {
    clearTimeout(this.again);
    const state = this.state();
    const answer = await this.link.ask("room_join", { session: this.place.dataset.room, ...state });
    if (!this.wanted) return;
    if (answer.ok) this.#entered({ ...answer, state });
    else if (WAITS.has(answer.why)) this.#wait(answer);
    else if (answer.why === "busy") this.#later(AGAIN, answer.said);
    else if (answer.why === "consent") this.#consent(answer);
    else this.over(answer.said);
  }

  #entered({ peer, media, room, people, waiting = [], state }) {
    const fresh = one("[data-stage]", this.place).hidden;
    this.lobby.close();
    this.show("stage");
    this.media.enter(media, peer);
    this.presence.enter({ me: peer, room, people, waiting, state });
    this.presence.tell();
    for (const kind of ["camera", "screen"]) this.changed(kind);
    this.chat.load();
    if (this.away) this.strip(this.words.back);
    this.away = false;
    if (fresh) one("[data-stage]", this.place).focus();
  }

  #later(delay, said) {
    this.lobby.said(said);
    this.again = setTimeout(() => this.link.isOpen && this.#enter(), delay);
  }

  #wait({ why, said }) {
    if (why === "full") this.#later(FULL);
    this.lobby.close();
    this.show("wait");
    say(one("[data-wait-said]", this.place), said || this.words[why]);
    one("#wait-title").focus();
  }

  /** What the notice beside the button asks was agreed to by pressing it; where that does not reach the server, a form does. */
  async #consent({ said }) {
    const form = one("[data-consent]", this.place);
    if (!this.consented) {
      this.consented = true;
      const sent = await fetch(form.action, { method: "POST", body: new FormData(form), credentials: "same-origin", redirect: "manual" }).catch(() => undefined);
      if (sent?.type === "opaqueredirect") return this.#enter();
    }
    this.wanted = false;
    this.lobby.said(said);
    form.hidden = false;
    one("[data-join]", this.place).hidden = true;
    return undefined;
  }

  #door({ state }) {
    if (state === "open") this.#enter();
    else this.over(this.words[state] ?? this.words.ended);
  }

  /** Out of the room, for whatever reason: everything that listens or looks is let go. */
  async over(said) {
    this.wanted = false;
    clearTimeout(this.again);
    if (this.recording.isOn) await this.recording.stop();
    this.captions.stop();
    this.media.leave();
    this.presence.leave();
    this.devices.close();
    this.lobby.close();
    this.link.close();
    this.show("over");
    say(one("[data-over-said]", this.place), said || this.words.left);
    one("#over-title").focus();
  }

  /** A track came or went, or was muted. */
  changed(kind) {
    this.media.changed(kind);
    if (!this.lobby.place.hidden) this.lobby.show();
    fillPickers(this.devices);
    for (const what of ["audio", "camera"]) this.controls.turn(what, this.devices.isOn(what));
    this.controls.turn("screen", Boolean(this.devices.tracks.screen));
    this.presence.tell();
  }

  rested(word) {
    this.strip(word === "rest" ? this.words.tired : this.words.rested);
    this.presence.tell();
  }

  /** A line above the stage, for a while or until the next one. */
  strip(text, { stays = false, ...values } = {}) {
    clearTimeout(this.stripped);
    say(one("[data-strip]", this.place), filled(text ?? "", values));
    if (!stays) this.stripped = setTimeout(() => say(one("[data-strip]", this.place), ""), SHOWN);
  }
}

export function startRoom(place) {
  return new Room(place).start();
}
