// What a host asks of this page. It is done at once, and said; the microphone may be turned on again.
import { one, say } from "./parts.js";

export class Asked {
  constructor(room) {
    this.room = room;
    this.line = one("[data-asked]", room.place);
    this.button = one("[data-asked-do]", this.line);
    one("[data-asked-close]", this.line).addEventListener("click", () => this.#say(""));
    this.button.addEventListener("click", () => { this.#say(""); room.deeds.toggle("audio"); });
  }

  hear({ deed }) {
    const { devices, link, words } = this.room;
    if (deed === "mute") devices.turn("audio", false);
    else if (deed === "stop_video") devices.turn("camera", false);
    else if (deed === "lower_hand") link.ask("room_hand", { up: false });
    this.#say(words[`asked_${deed}`], deed === "mute");
  }

  #say(text, again = false) {
    this.line.hidden = !text;
    say(one("[data-asked-said]", this.line), text);
    this.button.hidden = !again;
    one("span", this.button).textContent = this.room.words.unmute;
  }
}
