// The room of a live session, from the check of the devices to the end. What is spoken with the server: app/sockets/live.py.
import { fillPickers } from "./lobby.js";
import { made } from "./making.js";
import { one, say } from "./parts.js";

const LAST = new Set(["removed", "ended", "declined"]);

export class Room {
  /** `announce(text)` says something to whoever does not see the page; `io` is that of socket.io-client. */
  constructor(place, { announce, io }) {
    Object.assign(this, { place, announce, io });
    this.words = JSON.parse(place.dataset.words);
    this.leads = "leads" in place.dataset;
    Object.assign(this, made(this));
  }

  async start() {
    one("[data-join]", this.place).addEventListener("click", () => this.door.join());
    one("[data-again]", this.place).addEventListener("click", () => location.reload());
    window.addEventListener("pagehide", () => this.link.close());
    window.addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
    window.addEventListener("beforeunload", (event) => this.recording.isOn && event.preventDefault());
    this.deeds.start();
    await this.lobby.open();
    this.place.dataset.ready = "";
  }

  /** One of lobby, wait, stage and over. */
  show(part) {
    for (const name of ["lobby", "wait", "stage", "over"]) one(`[data-${name}]`, this.place).hidden = name !== part;
    document.body.classList.toggle("is-in-room", part === "stage");
  }

  /** What the others are told of this page. */
  state() {
    const video = this.devices.isOn("camera") && !this.media.resting;
    return { audio: this.devices.isOn("audio"), video, screen: Boolean(this.devices.tracks.screen) };
  }

  enter({ peer, media, room, people, waiting = [], state }) {
    const stage = one("[data-stage]", this.place);
    const fresh = stage.hidden;
    this.lobby.close();
    this.show("stage");
    this.media.enter(media, peer);
    this.news.session(room);
    this.presence.enter({ me: peer, count: room.count, people, state });
    this.doubts.enter();
    this.news.knocked(waiting);
    for (const kind of ["camera", "screen"]) this.changed(kind);
    this.chat.load();
    if (fresh) stage.focus();
  }

  /** Out of the room, for whatever reason: everything that listens or looks is let go. */
  async over(said, why = "") {
    this.door.close();
    if (this.recording.isOn) await this.recording.stop();
    for (const part of [this.captions, this.media, this.doubts, this.presence]) part.leave();
    for (const part of [this.devices, this.lobby, this.link]) part.close();
    this.show("over");
    say(one("[data-over-said]", this.place), said || this.words.left);
    one("[data-again]", this.place).hidden = LAST.has(why);
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
}

export const startRoom = (place, given) => new Room(place, given).start();
