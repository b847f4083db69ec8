// Who is in the room and what they do, as the server tells it: one table, and the tiles and the list that show it.
import { announce } from "../announcer.js";
import { filled, one, say } from "./parts.js";

export class Presence {
  constructor(room) {
    this.room = room;
    this.here = new Map();
    this.me = "";
  }

  /** What the socket tells, by its event. */
  heard() {
    return {
      room_people: (news) => this.#people(news),
      room_signal: ({ from, items }) => this.#signal(from, items),
      room_reactions: ({ all: reactions }) => reactions.forEach(({ peer, name }) => this.#reacted(peer, name)),
      room_chat: (message) => this.room.chat.hear(message),
      room_unsaid: (message) => this.room.chat.unsaid(message),
      room_asked: ({ deed }) => this.#asked(deed),
      room_session: (session) => this.#session(session),
      room_waiting: ({ waiting }) => this.#knocked(waiting),
    };
  }

  enter({ me, room, people, waiting, state }) {
    this.leave();
    this.me = me;
    this.#session(room);
    this.#people({ here: people, gone: [], count: room.count }, { quiet: true });
    this.#knocked(waiting);
    this.told = JSON.stringify([me, state]);
  }

  leave() {
    this.me = "";
    this.here.clear();
    this.room.tiles.clear();
    this.room.people.clear();
  }

  get mine() {
    return this.here.get(this.me);
  }

  #people({ here, gone, count }, { quiet = false } = {}) {
    for (const peer of gone) this.#drop(peer);
    for (const person of here) {
      const before = this.here.get(person.peer);
      if (before && before.n >= person.n) continue;
      this.here.set(person.peer, person);
      this.#show(person);
      if (!quiet && person.peer !== this.me) this.#news(before, person);
    }
    this.room.media.people([...this.here.keys()].filter((peer) => peer !== this.me));
    this.room.people.count(count);
    this.room.controls.count("people", count);
    this.room.controls.turn("hand", Boolean(this.mine?.hand));
  }

  #news(before, person) {
    const name = person.name || this.room.words.somebody;
    if (!before && this.here.size <= 12) announce(filled(this.room.words.came, { name }));
    if (person.hand && !before?.hand && this.room.leads) {
      this.room.strip(this.room.words.raised, { name });
    }
  }

  /** What this page itself does, it shows at once. */
  #show(person) {
    const me = person.peer === this.me;
    const shown = me ? { ...person, ...this.room.state() } : person;
    this.room.tiles.show(shown, { me });
    this.room.people.show(shown, { me });
  }

  #drop(peer) {
    this.here.delete(peer);
    this.room.tiles.drop(peer);
    this.room.people.drop(peer);
  }

  /** Tell the others what this page sends, if that is new to them. */
  tell() {
    if (!this.mine) return;
    this.#show(this.mine);
    const state = this.room.state();
    const told = JSON.stringify([this.me, state]);
    if (told === this.told) return;
    this.told = told;
    this.room.link.ask("room_state", state);
  }

  #signal(from, items) {
    for (const { caption } of items.filter((item) => typeof item?.caption === "string")) {
      this.room.captions.show(this.here.get(from)?.name || this.room.words.somebody, caption);
    }
    this.room.media.signal(from, items.filter((item) => item && !("caption" in item)));
  }

  #reacted(peer, name) {
    this.room.tiles.react(peer, one(`template[data-reaction-of="${CSS.escape(name)}"]`)?.content.textContent ?? "");
  }

  /** Words of one's own, for everybody. */
  said(text) {
    this.room.captions.show(this.room.words.me, text);
    for (const peer of this.here.keys()) if (peer !== this.me) this.room.link.signal(peer, { caption: text });
  }

  wrote({ name, body }) {
    if (this.room.controls.opened === "chat") return;
    this.room.controls.more("chat");
    announce(filled(this.room.words.wrote, { name: name || this.room.words.somebody, words: body }));
  }

  #asked(deed) {
    const { devices, link, words } = this.room;
    if (deed === "mute") devices.turn("audio", false);
    else if (deed === "stop_video") devices.turn("camera", false);
    else if (deed === "lower_hand") link.ask("room_hand", { up: false });
    this.room.deeds.asked(words[`asked_${deed}`], deed === "mute");
  }

  #session(session) {
    const before = this.session;
    this.session = session;
    const { controls, place, words } = this.room;
    controls.turn("lock", session.locked);
    one("[data-recording]", place).hidden = !session.recording;
    if (session.recording && !before?.recording) announce(words.recording);
    if (before?.recording && !session.recording) this.room.strip(words.stopped);
    const time = one("[data-time]");
    const until = new Intl.DateTimeFormat(place.dataset.language, { timeStyle: "short" }).format(session.ends_at);
    say(time, filled(words.until, { time: until }));
  }

  #knocked(waiting) {
    const { people, place, words } = this.room;
    people.knock(waiting);
    const text = waiting.length === 1 ? filled(words.knocks, { name: waiting[0].name || words.somebody }) : filled(words.knock, { count: waiting.length });
    one("[data-knock]", place).hidden = !waiting.length;
    say(one("[data-knock-said]", place), waiting.length ? text : "");
    if (waiting.length > (this.knocking ?? 0)) announce(text);
    this.knocking = waiting.length;
  }
}
