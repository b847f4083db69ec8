// One stay at a media server: what goes up, what comes down, and who sends. When the server goes away, it is over.
import { Feeds } from "./feeds.js";
import { Conversation } from "./janus.js";
import { KINDS } from "./lines.js";
import { Down } from "./sfu_down.js";
import { Up } from "./sfu_up.js";

export class Call {
  /** `tracks` are those of this page, as they are now. `hooks`: track, state, broke(), fresh() -> media with a token that still opens. */
  constructor({ media, tracks, looked, hooks }) {
    const { broke } = hooks;
    const heard = { found: (publishers) => this.feeds.add(publishers) && this.adjust(), lost: (id) => this.#lost(id), broke };
    Object.assign(this, { hooks, feeds: new Feeds(), queue: Promise.resolve() });
    this.feeds.looked = looked;
    this.conversation = new Conversation(media, broke);
    this.up = new Up({ media, tracks, hooks: heard });
  }

  async start() {
    try {
      await this.conversation.open();
      this.privateId = await this.up.enter(this.conversation);
      this.adjust();
    } catch {
      this.hooks.broke();
    }
  }

  changed(kind) {
    if (this.privateId) this.up.changed(kind);
  }

  look(looked) {
    this.feeds.looked = looked;
    this.adjust();
  }

  #lost(id) {
    if (!this.feeds.drop(id)) return;
    for (const kind of KINDS) this.hooks.track(id, kind, null);
    this.queue = this.queue.then(() => this.down?.change([], [{ feed: id }]));
  }

  /** Ask for what is missing, one after the other. */
  adjust() {
    this.queue = this.queue.then(async () => {
      const [subscribe, unsubscribe] = this.privateId ? this.feeds.turn() : [[], []];
      if (this.down && (subscribe.length || unsubscribe.length)) this.down.change(subscribe, unsubscribe);
      else if (subscribe.length) await this.#begin(subscribe);
    }).catch(() => this.hooks.broke());
  }

  async #begin(streams) {
    const { track, state, broke, fresh } = this.hooks;
    const media = await fresh();
    this.down = new Down({ feeds: this.feeds.lines, hooks: { track, state, broke } });
    await this.down.begin(this.conversation, media, this.privateId, streams);
  }

  close() {
    for (const id of this.feeds.lines.keys()) for (const kind of KINDS) this.hooks.track(id, kind, null);
    this.conversation.close();
  }
}
