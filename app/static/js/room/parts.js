// Small things of the room's page that several of its modules do.
export const one = (selector, within = document) => within.querySelector(selector);
export const all = (selector, within = document) => [...within.querySelectorAll(selector)];

export const made = (name) => one(`template[data-template="${name}"]`).content.cloneNode(true).firstElementChild;

/** "{name}" and the like filled in. */
export const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? "");

/** Shows `text` in an element that is away while it has none. */
export function say(element, text) {
  if (!element) return;
  element.textContent = text;
  (element.closest("[data-line]") ?? element).hidden = !text;
}

/** A button with two names and two drawings: what pressing it would do stands on it. */
export function turn(button, on) {
  button.dataset.on = String(on);
  const words = on ? button.dataset.stop : button.dataset.start;
  const label = one("[data-label]", button);
  if (label) label.textContent = words;
  else button.setAttribute("aria-label", words);
  if (button.title) button.title = words;
}

export const initials = (name) => name.split(/\s+/).filter(Boolean).slice(0, 2).map((word) => [...word][0]).join("").toUpperCase() || "?";

/** A picture, or the first letters of a name. */
export function picture(place, { name, picture: address }) {
  if (!address) {
    place.textContent = initials(name);
    return;
  }
  if (one("img", place)?.getAttribute("src") === address) return;
  const image = Object.assign(document.createElement("img"), { src: address, alt: "" });
  image.addEventListener("error", () => { place.textContent = initials(name); });
  place.replaceChildren(image);
}
