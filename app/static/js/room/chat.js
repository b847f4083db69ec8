// The chat beside the stage: what was written before comes as a part of its page, what is written now over the socket.
import { all, made, one, say } from "./parts.js";

export class Chat {
  /** `ask(event, data)` goes to the server; `came(message)` hears of what others write. */
  constructor({ panel, words, language, user, ask, came }) {
    Object.assign(this, { panel, words, language, user, ask, came });
    this.log = one("[data-messages]", panel);
    this.form = one("[data-chat-form]", panel);
    this.body = one("[data-chat-body]", panel);
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.#send(); });
    this.body.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#send();
    });
    this.log.addEventListener("click", ({ target }) => {
      const unsay = target.closest("[data-unsay]");
      if (unsay) this.ask("room_lead", { deed: "unsay", message: unsay.closest("[data-message]").dataset.message });
    });
  }

  /** What was written while this page was not in the room. */
  async load() {
    const answer = await fetch(`${this.log.dataset.address}?part=1`, { credentials: "same-origin" }).catch(() => undefined);
    if (!answer?.ok) return;
    const { messages } = await answer.json();
    for (const message of messages) this.#show(message);
    this.#down();
  }

  async #send() {
    const body = this.body.value.trim();
    if (!body || this.sending) return;
    if (this.typed?.body !== body) this.typed = { body, client_id: crypto.randomUUID().replaceAll("-", "") };
    this.sending = true;
    const answer = await this.ask("room_chat", this.typed);
    this.sending = false;
    say(one("[data-chat-said]", this.panel), answer.ok ? "" : answer.said || this.words.not_sent);
    if (!answer.ok) return;
    this.typed = undefined;
    this.body.value = "";
    this.hear(answer.message);
  }

  hear(message) {
    if (!message || this.#find(message.id)) return;
    this.#show(message);
    this.#down();
    if (message.user !== this.user) this.came(message);
  }

  unsaid({ id }) {
    this.#find(id)?.remove();
  }

  #find(id) {
    return one(`[data-message="${CSS.escape(id)}"]`, this.log);
  }

  #show(message) {
    if (this.#find(message.id)) return;
    const article = made("message");
    article.dataset.message = message.id;
    article.dataset.at = message.written_at;
    article.classList.toggle("is-mine", message.user === this.user);
    one("[data-name]", article).textContent = message.user === this.user ? this.words.me : message.name || this.words.somebody;
    one("[data-body]", article).textContent = message.body;
    const time = one("[data-time]", article);
    time.textContent = new Intl.DateTimeFormat(this.language, { timeStyle: "short" }).format(message.written_at);
    time.dateTime = new Date(message.written_at).toISOString();
    const next = all("[data-message]", this.log).find((each) => Number(each.dataset.at) > message.written_at);
    if (next) next.before(article);
    else this.log.append(article);
  }

  #down() {
    this.log.scrollTop = this.log.scrollHeight;
  }
}
