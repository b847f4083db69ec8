// The room of a live session, from the check of the devices to the end. What is spoken with the server: app/sockets/live.py.
import { filled, one, say } from "./parts.js";
import { made } from "./making.js";
import { fillPickers } from "./lobby.js";

const SHOWN = 4000;

export class Room {
  constructor(place) {
    this.place = place;
    this.words = JSON.parse(place.dataset.words);
    this.leads = "leads" in place.dataset;
    Object.assign(this, made(this));
  }

  async start() {
    for (const button of ["join", "again"]) one(`[data-${button}]`, this.place).addEventListener("click", () => this.door.join());
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

  /** What the others are told of this page. */
  state() {
    const { devices, media } = this;
    return { audio: devices.isOn("audio"), video: devices.isOn("camera") && !media.resting, screen: Boolean(devices.tracks.screen) };
  }

  enter({ peer, media, room, people, waiting = [], state }) {
    const fresh = one("[data-stage]", this.place).hidden;
    this.lobby.close();
    this.show("stage");
    this.media.enter(media, peer);
    this.news.session(room);
    this.presence.enter({ me: peer, count: room.count, people, state });
    this.news.knocked(waiting);
    for (const kind of ["camera", "screen"]) this.changed(kind);
    this.chat.load();
    if (fresh) one("[data-stage]", this.place).focus();
  }

  /** Out of the room, for whatever reason: everything that listens or looks is let go. */
  async over(said) {
    this.door.close();
    if (this.recording.isOn) await this.recording.stop();
    for (const part of [this.captions, this.media, this.presence]) part.leave();
    for (const part of [this.devices, this.lobby, this.link]) part.close();
    this.show("over");
    say(one("[data-over-said]", this.place), said || this.words.left);
    one("#over-title").focus();
  }

  /** A track came or went, or was muted. */
  changed(kind) {
    this.media.changed(kind);
    if (!this.lobby.place.hidden) this.lobby.show();
    if (kind !== "screen") fillPickers(this.devices);
    for (const what of ["audio", "camera"]) this.controls.turn(what, this.devices.isOn(what));
    this.controls.turn("screen", Boolean(this.devices.tracks.screen));
    this.presence.tell();
  }

  /** A line above the stage, for a while or until the next one. */
  strip(text, { stays = false, ...values } = {}) {
    clearTimeout(this.stripped);
    say(one("[data-strip]", this.place), filled(text ?? "", values));
    if (!stays) this.stripped = setTimeout(() => say(one("[data-strip]", this.place), ""), SHOWN);
  }
}

export const startRoom = (place) => new Room(place).start();
