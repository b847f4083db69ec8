// What the server tells beside who is here: the session itself, who waits at its door, words, signs and signals.
import { filled, one, say } from "./parts.js";

export class News {
  constructor(room) {
    this.room = room;
    this.knocking = 0;
  }

  /** By the names of the events. */
  heard() {
    const { room } = this;
    return {
      room_people: (news) => room.presence.hear(news),
      room_signal: ({ from, items }) => this.#signal(from, items.filter(Boolean)),
      room_reactions: ({ all }) => all.forEach(({ peer, name }) => this.#reacted(peer, name)),
      room_chat: (message) => room.chat.hear(message),
      room_unsaid: (message) => room.chat.unsaid(message),
      room_asked: (wish) => room.asked.hear(wish),
      room_session: (session) => this.session(session),
      room_waiting: ({ waiting }) => this.knocked(waiting),
    };
  }

  #signal(from, items) {
    const { captions, media, presence } = this.room;
    for (const { caption } of items) if (typeof caption === "string") captions.show(presence.name(from), caption);
    media.signal(from, items.filter((item) => !("caption" in item)));
  }

  #reacted(peer, name) {
    const sign = one(`template[data-reaction-of="${CSS.escape(name)}"]`)?.content.textContent;
    if (sign) this.room.tiles.tiles.get(peer)?.react(sign);
  }

  /** Words of one's own, for everybody. */
  said(text) {
    const { captions, link, presence, words } = this.room;
    captions.show(words.me, text);
    for (const peer of presence.others()) link.signal(peer, { caption: text });
  }

  wrote({ name, body }) {
    const { controls, words } = this.room;
    if (controls.opened === "chat") return;
    controls.counts.add("chat");
    this.room.announce(filled(words.wrote, { name: name || words.somebody, words: body }));
  }

  session(session) {
    const { controls, place, words } = this.room;
    const before = this.room.session;
    this.room.session = session;
    controls.turn("lock", session.locked);
    one("[data-recording]", place).hidden = !session.recording;
    if (session.recording && !before?.recording) this.room.announce(words.recording);
    if (before?.recording && !session.recording) this.room.strip(words.stopped);
    const time = new Intl.DateTimeFormat(place.dataset.language, { timeStyle: "short" }).format(session.ends_at);
    say(one("[data-time]"), filled(words.until, { time }));
  }

  knocked(waiting) {
    const { people, place, words } = this.room;
    people.knock(waiting);
    const [first] = waiting;
    const said = waiting.length === 1 ? filled(words.knocks, { name: first.name || words.somebody }) : filled(words.knock, { count: waiting.length });
    one("[data-knock]", place).hidden = !waiting.length;
    say(one("[data-knock-said]", place), waiting.length ? said : "");
    if (waiting.length > this.knocking) this.room.announce(said);
    this.knocking = waiting.length;
  }
}
