// Contract: [data-outline] with data-failed, data-moved ({title}, {place}, {all}); in it [data-outline-modules] with items
// as in order.js. A POST of `before`, and for lessons `module`, puts one in its place: for modules to data-place, for lessons
// to where its buttons name="direction" go without scripts. Handles of lessons and menus: tools.js.
import Sortable from "sortablejs";
import { itemOf, LESSON, lineOf, MODULE, step, titleOf, whereabouts } from "./order.js";
import { giveHandles, nameTools, openTools } from "./tools.js";

const STEPS = { up: -1, down: 1 };
const KEYS = { ArrowUp: -1, ArrowDown: 1 };
let announce, post;
let latest = Promise.resolve();

function say(outline, item) {
  const line = lineOf(item);
  const words = { title: titleOf(item), place: line.indexOf(item) + 1, all: line.length };
  announce(outline.dataset.moved.replace(/\{(\w+)\}/g, (_, name) => words[name]));
}

const placeOf = (item) => item.dataset.place ?? item.querySelector('[name="direction"]').getAttribute("formaction");

/** One after the other, in the order in which they were made: each names its neighbour of that moment. */
function keep(outline, item) {
  const form = whereabouts(item);
  say(outline, item);
  latest = latest.then(async () => {
    const answer = await post(placeOf(item), form);
    if (answer.type !== "opaqueredirect" && !answer.ok) throw new Error(answer.status);
  }).catch(() => {
    announce(outline.dataset.failed);
    setTimeout(() => location.reload(), 1500);
  });
}

function move(outline, item, by, focused) {
  if (!step(item, by)) return;
  focused.focus();
  item.scrollIntoView({ block: "nearest" });
  keep(outline, item);
}

function onKey(outline, event) {
  const handle = event.target.closest("[data-outline-handle]");
  if (!handle || !KEYS[event.key]) return;
  event.preventDefault();
  move(outline, itemOf(handle), KEYS[event.key], handle);
}

function onClick(outline, event) {
  const button = event.target.closest('button[name="direction"]');
  if (!button) return;
  event.preventDefault();
  move(outline, itemOf(button), STEPS[button.value], button);
}

/** `given`: announce and post, which the page has already. */
export function mountOutline(outline, given) {
  ({ announce, post } = given);
  giveHandles(outline);
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
  outline.addEventListener("click", (event) => openTools(outline, event));
  outline.addEventListener("pointerover", nameTools);
  for (const handle of outline.querySelectorAll("[data-outline-handle]")) handle.hidden = false;
  outline.dataset.ready = "yes";
}
