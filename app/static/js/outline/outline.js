// Contract: [data-outline] with data-failed, data-moved ({title}, {place}, {all}); in it [data-outline-modules] with
// [data-outline-module], each with one [data-outline-lessons] of [data-outline-lesson]. Both kinds of items have data-id,
// data-title, data-place (where a POST of `before`, and for lessons `module`, puts them), one [data-outline-handle], and
// buttons name="direction" that go there without scripts.
import Sortable from "sortablejs";

const LESSON = "[data-outline-lesson]";
const MODULE = "[data-outline-module]";
const STEPS = { up: -1, down: 1 };

const kindOf = (item) => (item.matches(LESSON) ? LESSON : MODULE);
const itemOf = (place) => place.closest(`${LESSON}, ${MODULE}`);
const neighbours = (item) => [...item.parentElement.querySelectorAll(`:scope > ${kindOf(item)}`)];
const listOf = (module) => module.querySelector("[data-outline-lessons]");

/** Where a lesson at the end of its list goes on: the list of the next module, or nothing. */
function listBeside(item, step) {
  const modules = [...item.closest("[data-outline]").querySelectorAll(MODULE)];
  const beside = modules[modules.indexOf(item.closest(MODULE)) + step];
  return beside && listOf(beside);
}

/** Moves it one place in the page, as the server will. Answers whether there was a place. */
function step(item, by) {
  const line = neighbours(item);
  const other = line[line.indexOf(item) + by];
  if (other) other[by < 0 ? "before" : "after"](item);
  const list = !other && item.matches(LESSON) ? listBeside(item, by) : null;
  if (list) list[by < 0 ? "append" : "prepend"](item);
  return Boolean(other || list);
}

function whereabouts(item) {
  const form = new FormData();
  const next = item.nextElementSibling;
  form.set("before", next?.matches(kindOf(item)) ? next.dataset.id : "");
  if (item.matches(LESSON)) form.set("module", item.closest(MODULE).dataset.id);
  return form;
}

let announce, post;

function say(outline, item) {
  const line = neighbours(item);
  const words = { title: item.dataset.title, place: line.indexOf(item) + 1, all: line.length };
  announce(outline.dataset.moved.replace(/\{(\w+)\}/g, (_, name) => words[name]));
}

let latest = Promise.resolve();

/** One after the other, in the order in which they were made: each names its neighbour of that moment. */
function keep(outline, item) {
  const form = whereabouts(item);
  say(outline, item);
  latest = latest.then(async () => {
    const answer = await post(item.dataset.place, form);
    if (answer.type !== "opaqueredirect" && !answer.ok) throw new Error(answer.status);
  }).catch(() => {
    announce(outline.dataset.failed);
    setTimeout(() => location.reload(), 1500);
  });
  return latest;
}

function move(outline, item, by, focused) {
  if (!step(item, by)) return;
  focused.focus();
  item.scrollIntoView({ block: "nearest" });
  keep(outline, item);
}

function onKey(outline, event) {
  const handle = event.target.closest("[data-outline-handle]");
  const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!handle || !by) return;
  event.preventDefault();
  move(outline, itemOf(handle), by, handle);
}

function onClick(outline, event) {
  const button = event.target.closest('button[name="direction"]');
  if (!button) return;
  event.preventDefault();
  move(outline, itemOf(button), STEPS[button.value], button);
}

export function mountOutline(outline, given) {
  ({ announce, post } = given);
  const onEnd = ({ item, from, to, oldIndex, newIndex }) => {
    if (from !== to || oldIndex !== newIndex) keep(outline, item);
  };
  const shared = { handle: "[data-outline-handle]", animation: 120, ghostClass: "is-dragged", onEnd };
  for (const list of outline.querySelectorAll("[data-outline-lessons]")) {
    Sortable.create(list, { ...shared, group: "lessons", draggable: LESSON });
  }
  Sortable.create(outline.querySelector("[data-outline-modules]"), { ...shared, draggable: MODULE });
  outline.addEventListener("keydown", (event) => onKey(outline, event));
  outline.addEventListener("click", (event) => onClick(outline, event));
  for (const handle of outline.querySelectorAll("[data-outline-handle]")) handle.hidden = false;
  outline.dataset.ready = "yes";
}
