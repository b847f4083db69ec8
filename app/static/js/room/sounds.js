// What is heard has elements of its own, so that it goes on whatever is shown.
export class Sounds {
  /** `held(yes)` hears when the browser holds back sound until somebody presses something. */
  constructor(held) {
    this.held = held;
    this.playing = new Map();
    this.place = document.createElement("div");
    this.place.hidden = true;
    document.body.append(this.place);
  }

  set(peer, track) {
    this.playing.get(peer)?.remove();
    this.playing.delete(peer);
    if (!track) return;
    const sound = Object.assign(document.createElement("audio"), { autoplay: true, srcObject: new MediaStream([track]) });
    this.place.append(sound);
    this.playing.set(peer, sound);
    sound.play().catch((error) => error.name === "NotAllowedError" && this.held(true));
  }

  listen() {
    for (const sound of this.playing.values()) sound.play().catch(() => {});
    this.held(false);
  }

  tracks() {
    return [...this.playing.values()].map((sound) => sound.srcObject.getTracks()[0]);
  }
}
