// The banner over the page while a live session of its reader goes on: [data-live-banner] with data-live-url, which gives it
// anew, and data-live-mark, which says what it shows. It is right without scripts, too, whenever a page is loaded.
import { announce } from "./announcer.js";

let running;
let again = false;

const slot = () => document.querySelector("[data-live-banner]");

async function load() {
  const answer = await fetch(slot().dataset.liveUrl, {
    headers: { "X-Requested-With": "fetch" }, credentials: "same-origin", cache: "no-store", redirect: "error",
  });
  if (!answer.ok) return;
  const next = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-live-banner]");
  if (!next || next.dataset.liveMark === slot().dataset.liveMark) return;
  const before = new Set(titles(slot()));
  slot().replaceWith(next);
  const came = [...next.querySelectorAll(".live-words")].filter((words) => !before.has(words.textContent));
  if (came.length) announce(came[0].textContent.replace(/\s+/g, " ").trim());
}

const titles = (element) => [...element.querySelectorAll(".live-words")].map((words) => words.textContent);

/** Never two at once: what came meanwhile is looked at once more. */
async function refresh() {
  if (running) {
    again = true;
    return;
  }
  running = load().catch(() => {});
  await running;
  running = undefined;
  if (again) {
    again = false;
    refresh();
  }
}

export function startBanner() {
  if (!slot()) return;
  document.addEventListener("classbell:banner", refresh);
  document.addEventListener("classbell:live", ({ detail }) => {
    if (slot() && detail !== slot().dataset.liveMark) refresh();
  });
}
