// The questions on the page: what their fields hold, what is told at each, and the buttons of all of them.
export const sectionsIn = (root) => [...root.querySelectorAll("[data-asked]")];

export const sectionOf = (question) => document.querySelector(`[data-asked="${CSS.escape(question)}"]`);

/** What would be sent of a question: its fields by their own names, each with all of its values. */
export function fieldsOf(section) {
  const prefix = `q${section.dataset.asked}-`;
  const fields = {};
  for (const { name, type, value, checked } of section.querySelectorAll("input, select, textarea")) {
    if (!name.startsWith(prefix) || ((type === "radio" || type === "checkbox") && !checked)) continue;
    const own = name.slice(prefix.length);
    if (own !== "was" && own !== "sequence") (fields[own] ??= []).push(value);
  }
  return fields;
}

/** Puts fields that were kept on this device back into a question. */
export function fill(section, fields) {
  const prefix = `q${section.dataset.asked}-`;
  const places = {};
  for (const field of section.querySelectorAll("input, select, textarea")) {
    if (!field.name.startsWith(prefix)) continue;
    const own = field.name.slice(prefix.length);
    if (own === "was" || own === "sequence") continue;
    const values = fields[own] ?? [];
    if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
    else field.value = values[places[own] = (places[own] ?? -1) + 1] ?? "";
  }
}

/** A sentence at a question: what is wrong with its answer, or that another one stands. */
export function note(section, text) {
  const place = section?.querySelector("[data-note]");
  if (!place) return;
  place.textContent = text;
  place.hidden = !text;
}

/** What the list of all questions, and the bar, say of one. */
export function mark(question, words, { answered, flagged }) {
  const button = document.querySelector(`[data-go][data-of="${CSS.escape(question)}"]`);
  if (!button) return;
  if (answered !== undefined) button.classList.toggle("is-answered", answered);
  if (flagged !== undefined) button.classList.toggle("is-flagged", flagged);
  const signs = [button.classList.contains("is-answered") ? words.answered : words.open];
  if (button.classList.contains("is-flagged")) signs.push(words.marked);
  button.querySelector("[data-signs]").textContent = signs.join(", ");
  const all = document.querySelectorAll("[data-go][data-of]").length;
  const done = document.querySelectorAll("[data-go][data-of].is-answered").length;
  const bar = document.querySelector(".take-foot progress");
  if (bar) bar.value = done;
  if (bar?.nextElementSibling) bar.nextElementSibling.textContent = words.done.replace("{done}", done).replace("{all}", all);
}

/** The button that marks a question turns over. Returns whether it is marked now. */
export function turnFlag(button) {
  const flagged = button.name === "flag";
  button.name = flagged ? "unflag" : "flag";
  button.querySelector("[data-flag-label]").textContent = flagged ? button.dataset.on : button.dataset.off;
  const sign = button.querySelector("use");
  sign?.setAttribute("href", sign.getAttribute("href").replace(/#.*/, flagged ? "#bookmark-fill" : "#bookmark"));
  return flagged;
}
