// The list of who is here, and of who waits at the door.
import { all, filled, made, one, picture, say } from "./parts.js";

const AT_MOST = 200;

export class People {
  /** `lead(deed, about)` is what a host asks the server. */
  constructor({ panel, words, lead }) {
    Object.assign(this, { panel, words, lead });
    this.list = one("[data-people]", panel);
    this.waiting = one("[data-waiting]", panel);
    this.rows = new Map();
    panel.addEventListener("click", (event) => this.#pressed(event));
  }

  #pressed({ target }) {
    const deed = target.closest("[data-deed]");
    const admit = target.closest("[data-admit]");
    if (deed) {
      this.lead(deed.dataset.deed, { peer: deed.closest(".person").dataset.peer });
      deed.closest("details").open = false;
    } else if (admit) this.lead(admit.dataset.admit, { user: admit.closest(".person").dataset.user });
  }

  show(person, { me = false } = {}) {
    if (!this.rows.has(person.peer)) {
      if (this.rows.size >= AT_MOST) return;
      const row = made("person");
      row.dataset.peer = person.peer;
      this.rows.set(person.peer, row);
      this.list.append(row);
    }
    const row = this.rows.get(person.peer);
    const name = person.name || this.words.somebody;
    for (const place of all("[data-name]", row)) place.textContent = name;
    one("[data-role]", row).textContent = [me && this.words.me, person.leads && this.words.host].filter(Boolean).join(", ");
    picture(one("[data-picture]", row), { ...person, name });
    one("[data-hand]", row).hidden = !person.hand;
    one("[data-muted]", row).hidden = person.audio;
    one("[data-unmuted]", row).hidden = !person.audio;
    one("[data-screen]", row).hidden = !person.screen;
    if (me) one("[data-tools]", row)?.remove();
    this.#place(row, `${me ? 0 : person.hand ? 1 : person.leads ? 2 : 3} ${person.hand ?? ""} ${name}`);
  }

  /** Oneself, raised hands by when they went up, hosts, and all others by name. */
  #place(row, key) {
    if (row.dataset.order === key) return;
    row.dataset.order = key;
    const next = [...this.list.children].find((each) => each !== row && each.dataset.order.localeCompare(key) > 0);
    if (next) next.before(row);
    else this.list.append(row);
  }

  drop(peer) {
    this.rows.get(peer)?.remove();
    this.rows.delete(peer);
  }

  clear() {
    for (const peer of [...this.rows.keys()]) this.drop(peer);
  }

  count(number) {
    say(one("[data-people-more]", this.panel), number > this.rows.size ? filled(this.words.others, { count: number - this.rows.size }) : "");
  }

  knock(waiting) {
    if (!this.waiting) return;
    this.waiting.hidden = !waiting.length;
    one("[data-waiting-list]", this.waiting).replaceChildren(...waiting.map(({ user, name }) => {
      const row = made("waiting");
      row.dataset.user = user;
      one("[data-name]", row).textContent = name || this.words.somebody;
      return row;
    }));
  }
}
