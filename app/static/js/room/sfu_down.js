// What comes down from a media server: one connection for all that is asked of it. Who sends what is said by the server.
import { answerOf, connectionOf } from "./janus.js";

export class Down {
  /** `feeds`: id -> {mid: kind}. `hooks`: track(peer, kind, track), state(peer, word), broke(). */
  constructor({ feeds, hooks }) {
    Object.assign(this, { feeds, hooks, places: new Map() });
  }

  /** Begin with these streams: [{feed, mid}…]. */
  async begin(conversation, media, privateId, streams) {
    this.handle = await conversation.attach({
      onmessage: (message, jsep) => this.#heard(message, jsep).catch(this.hooks.broke),
      onremotetrack: (track, mid, on) => on && this.#arrived(track, mid),
      iceState: (state) => state === "failed" && this.handle.send({ message: { request: "configure", restart: true } }),
      connectionState: (state) => { for (const id of this.feeds.keys()) this.hooks.state(id, state); },
    });
    const { room, room_token: token } = media;
    this.handle.send({ message: { request: "join", ptype: "subscriber", room, token, private_id: privateId, streams } });
  }

  change(subscribe, unsubscribe) {
    const message = { request: "update", ...(subscribe.length && { subscribe }), ...(unsubscribe.length && { unsubscribe }) };
    this.handle.send({ message });
  }

  async #heard(message, jsep) {
    for (const { mid, active, feed_id: peer, feed_mid: line } of message.streams ?? []) {
      const kind = this.feeds.get(peer)?.[line];
      if (active && kind) this.places.set(mid, { peer, kind });
      else this.places.delete(mid);
    }
    if (!jsep) return;
    this.handle.send({ message: { request: "start" }, jsep: await answerOf(this.handle, jsep) });
    // A line that somebody left may serve somebody else: all of them are told of again.
    for (const { mid, receiver } of this.connection?.getTransceivers() ?? []) this.#arrived(receiver.track, mid);
  }

  #arrived(track, mid) {
    const place = this.places.get(mid);
    if (place) this.hooks.track(place.peer, place.kind, track);
  }

  /** How loud each is, by the sound that came last: [[peer, level]…]. */
  levels() {
    return (this.connection?.getTransceivers() ?? []).flatMap(({ mid, receiver }) => {
      const place = this.places.get(mid);
      return place?.kind === "audio" ? [[place.peer, receiver.getSynchronizationSources()[0]?.audioLevel ?? 0]] : [];
    });
  }

  get connection() {
    return connectionOf(this.handle);
  }
}
