import { filled, say } from "./parts.js";

const SHOWN = 4000;

/** Says a line above the stage, for a while or until the next one. */
export function strip(place) {
  let timer;
  return (text = "", { stays = false, ...values } = {}) => {
    clearTimeout(timer);
    say(place, filled(text, values));
    if (!stays) timer = setTimeout(() => say(place, ""), SHOWN);
  };
}
