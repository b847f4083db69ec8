// What each button of the room does.
import { Recording } from "./recording.js";
import { canShare } from "./wishes.js";

export class Deeds {
  constructor(room) {
    this.room = room;
  }

  all() {
    const { room } = this;
    const open = (name) => () => room.controls.open(name);
    return {
      audio: () => this.toggle("audio"), camera: () => this.toggle("camera"), screen: () => this.#share(),
      hand: () => room.link.ask("room_hand", { up: !room.presence.mine?.hand }),
      react: (name) => room.link.ask("room_reaction", { name }),
      people: open("people"), door: open("people"), chat: open("chat"), view: () => this.#view(), captions: () => this.#caption(),
      sound: () => room.tiles.sounds.listen(), leave: () => this.#leave(), record: () => this.#record(),
      lock: () => room.lead(room.session?.locked ? "unlock" : "lock"),
    };
  }

  start() {
    const { controls, captions, tiles } = this.room;
    for (const what of ["people", "chat", "hand", "screen", "captions", "lock", "record", "view"]) controls.turn(what, false);
    controls.offer("screen", canShare());
    controls.offer("record", Recording.offered());
    controls.offer("captions", false);
    captions.offered().then((offered) => controls.offer("captions", offered), () => {});
    tiles.place.addEventListener("room:view", () => controls.turn("view", tiles.layout.view === "speaker"));
  }

  async toggle(kind) {
    const { devices, words } = this.room;
    const wanted = !devices.isOn(kind);
    if ((await devices.turn(kind, wanted)) !== wanted) this.room.strip(words[`${devices.problems[kind]}_${kind}`]);
  }

  async #share() {
    const { devices, words } = this.room;
    if (devices.tracks.screen) devices.unshare();
    else if (!(await devices.share())) this.room.strip(words.share_failed);
  }

  #view() {
    const { tiles, controls } = this.room;
    tiles.layout.show(tiles.layout.view === "grid" ? "speaker" : "grid");
    tiles.arrange();
    controls.turn("view", tiles.layout.view === "speaker");
  }

  async #caption() {
    const { captions, controls, words } = this.room;
    if (captions.on) captions.leave();
    else await captions.start().catch(() => { captions.leave(); this.room.strip(words.captions_failed); });
    controls.turn("captions", captions.on);
  }

  async #record() {
    const { recording, controls, words } = this.room;
    if (recording.isOn) await recording.stop();
    else if (!(await recording.start())) this.room.strip(words.record_failed);
    controls.turn("record", recording.isOn);
  }

  recorded(state, said) {
    const { words } = this.room;
    if (state === "full") this.room.strip(said || words.record_failed);
    else if (state === "waiting") this.room.strip(words.record_waits);
    else if (state === "saved") this.room.strip(words.saved);
  }

  async #leave() {
    await this.room.link.ask("room_leave");
    this.room.over(this.room.words.left);
  }
}
