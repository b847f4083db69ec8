// Who is in the room and what they do, as the server tells it: one table, and the tiles and the list that show it.
import { filled } from "./parts.js";

const FEW = 12;

export class Presence {
  constructor(room) {
    this.room = room;
    this.here = new Map();
    this.me = "";
  }

  enter({ me, count, people, state }) {
    this.leave();
    this.me = me;
    this.hear({ here: people, gone: [], count }, { quiet: true });
    this.told = JSON.stringify([me, state]);
  }

  leave() {
    this.me = "";
    for (const peer of [...this.here.keys()]) this.room.tiles.drop(peer);
    this.here.clear();
    this.room.people.clear();
  }

  get mine() {
    return this.here.get(this.me);
  }

  others() {
    return [...this.here.keys()].filter((peer) => peer !== this.me);
  }

  name(peer) {
    return this.here.get(peer)?.name || this.room.words.somebody;
  }

  hear({ here, gone, count }, { quiet = false } = {}) {
    const { media, people, tiles, controls } = this.room;
    for (const peer of gone) {
      this.here.delete(peer);
      for (const shown of [tiles, people]) shown.drop(peer);
    }
    for (const person of here) this.#came(person, quiet);
    media.people(this.others());
    people.count(count);
    controls.counts.set("people", count);
    controls.turn("hand", Boolean(this.mine?.hand));
  }

  #came(person, quiet) {
    const before = this.here.get(person.peer);
    if (before && before.n >= person.n) return;
    this.here.set(person.peer, person);
    this.#show(person);
    if (quiet || person.peer === this.me) return;
    const { words, leads } = this.room;
    const name = this.name(person.peer);
    if (!before && this.here.size <= FEW) this.room.announce(filled(words.came, { name }));
    if (person.hand && !before?.hand && leads) this.room.strip(words.raised, { name });
  }

  /** What this page itself does, it shows at once. */
  #show(person) {
    const me = person.peer === this.me;
    const shown = me ? { ...person, ...this.room.state() } : person;
    for (const place of [this.room.tiles, this.room.people]) place.show(shown, { me });
  }

  /** Tell the others what this page sends, if that is new to them. */
  tell() {
    if (!this.mine) return;
    this.#show(this.mine);
    const told = JSON.stringify([this.me, this.room.state()]);
    if (told !== this.told) this.room.link.ask("room_state", this.room.state());
    this.told = told;
  }
}
