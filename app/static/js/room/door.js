// The way in and the way out: asked for, waited for, lost and found again, and over.
import { one, say } from "./parts.js";

const WAITS = new Set(["not_started", "waiting", "locked", "full"]);
const [AGAIN, FULL] = [2500, 10_000];

export class Door {
  constructor(room) {
    Object.assign(this, { room, wanted: false, entering: false });
  }

  /** By the names of the events. */
  heard() {
    const { words } = this.room;
    return {
      connected: () => this.wanted && this.#enter(),
      lost: () => this.wanted && this.#lost(),
      room_door: ({ state }) => (state === "open" ? this.#enter() : this.room.over(words[state] ?? words.ended, state)),
      room_out: ({ why, said }) => this.room.over(said, why),
    };
  }

  join() {
    const { link, lobby, words } = this.room;
    this.wanted = true;
    lobby.said(words.joining);
    link.isOpen ? this.#enter() : link.open();
  }

  #lost() {
    this.away = true;
    this.room.strip(this.room.words.lost, { stays: true });
  }

  async #enter() {
    clearTimeout(this.again);
    this.called = this.entering; // one at a time, and a door that opens meanwhile is not forgotten
    if (this.entering) return;
    this.entering = true;
    const { link, place, words } = this.room;
    const state = this.room.state();
    const answer = await link.ask("room_join", { session: place.dataset.room, ...state });
    this.entering = false;
    if (!this.wanted) return;
    if (answer.ok) {
      this.room.enter({ ...answer, state });
      if (this.away) this.room.strip(words.back);
      this.away = false;
    } else if (WAITS.has(answer.why)) this.called ? this.#enter() : this.#wait(answer);
    else if (answer.why === "busy") this.#later(AGAIN, answer.said);
    else if (answer.why === "consent") this.#consent(answer);
    else this.room.over(answer.said, answer.why);
  }

  #later(delay, said) {
    this.room.lobby.said(said);
    this.again = setTimeout(() => this.room.link.isOpen && this.#enter(), delay);
  }

  #wait({ why, said }) {
    const { lobby, place, words } = this.room;
    if (why === "full") this.#later(FULL);
    lobby.close();
    this.room.show("wait");
    say(one("[data-wait-said]", place), said || words[why]);
    one("#wait-title").focus();
  }

  async #consent({ said }) {
    const agreed = await this.room.lobby.agree();
    this.wanted = agreed;
    if (agreed) this.#enter();
    else this.room.lobby.insist(said);
  }

  close() {
    this.wanted = false;
    clearTimeout(this.again);
  }
}
