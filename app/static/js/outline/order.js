// Where the items of an outline stand in the page: [data-outline-module], each with one [data-outline-lessons] of
// [data-outline-lesson].
export const LESSON = "[data-outline-lesson]";
export const MODULE = "[data-outline-module]";

export const idOf = (item) => item.id.slice(item.id.indexOf("-") + 1);

export const titleOf = (item) => item.querySelector("h2, .row-title").textContent;

const kindOf = (item) => (item.matches(LESSON) ? LESSON : MODULE);

export const itemOf = (place) => place.closest(`${LESSON}, ${MODULE}`);

/** Those among which it stands, itself too. */
export const lineOf = (item) => [...item.parentElement.querySelectorAll(`:scope > ${kindOf(item)}`)];

/** Where a lesson at the end of its list goes on: the list of the next module, or nothing. */
function listBeside(item, step) {
  const modules = [...item.closest("[data-outline]").querySelectorAll(MODULE)];
  const beside = modules[modules.indexOf(item.closest(MODULE)) + step];
  return beside?.querySelector("[data-outline-lessons]");
}

/** Moves it one place in the page, as the server will. Answers whether there was a place. */
export function step(item, by) {
  const line = lineOf(item);
  const other = line[line.indexOf(item) + by];
  if (other) other[by < 0 ? "before" : "after"](item);
  const list = !other && item.matches(LESSON) ? listBeside(item, by) : null;
  if (list) list[by < 0 ? "append" : "prepend"](item);
  return Boolean(other || list);
}

/** The form that says where it stands: before whom, and for a lesson in which module. */
export function whereabouts(item) {
  const form = new FormData();
  const next = item.nextElementSibling;
  form.set("before", next?.matches(kindOf(item)) ? idOf(next) : "");
  if (item.matches(LESSON)) form.set("module", idOf(item.closest(MODULE)));
  return form;
}
