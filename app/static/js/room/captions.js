// Captions of one's own words for the others, where the browser itself turns speech into text without sending it anywhere.
import { one } from "./parts.js";

const Recognition = globalThis.SpeechRecognition ?? globalThis.webkitSpeechRecognition;
const SHOWN = 7000;
const LINES = 3;
const LONGEST = 300;

export class Captions {
  /** `say(text)` passes on what was said. */
  constructor({ place, language, say }) {
    Object.assign(this, { place, language, say, on: false });
  }

  /** Only where all of it happens on this device: nobody's voice goes to the maker of a browser. */
  async offered() {
    const wanted = { langs: [this.language], processLocally: true };
    const answer = await Recognition?.available?.(wanted).catch(() => "unavailable");
    return answer === "available" || answer === "downloadable";
  }

  async start() {
    await Recognition.install?.({ langs: [this.language], processLocally: true });
    this.recognition = Object.assign(new Recognition(), { lang: this.language, continuous: true, interimResults: false, processLocally: true });
    this.recognition.addEventListener("result", ({ results, resultIndex }) => {
      const said = [...results].slice(resultIndex).filter((each) => each.isFinal).map((each) => each[0].transcript.trim()).join(" ");
      if (said) this.say(said.slice(0, LONGEST));
    });
    this.recognition.addEventListener("end", () => this.on && this.recognition.start());
    this.recognition.start();
    this.on = true;
  }

  leave() {
    this.on = false;
    this.recognition?.abort();
  }

  /** What somebody said, for a while. */
  show(name, text) {
    const line = document.createElement("p");
    line.append(Object.assign(document.createElement("strong"), { textContent: name }), ` ${String(text).slice(0, LONGEST)}`);
    this.place.append(line);
    while (this.place.children.length > LINES) one("p", this.place).remove();
    this.place.hidden = false;
    setTimeout(() => {
      line.remove();
      this.place.hidden = !this.place.children.length;
    }, SHOWN);
  }
}
