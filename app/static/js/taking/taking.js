// The page of an open attempt: every change goes to the server within two seconds and is kept on the device until it is there.
import { Answering } from "./answering.js";
import { ask } from "./doors.js";
import { Pages } from "./pages.js";
import { mark, turnFlag } from "./sections.js";
import { State } from "./state.js";
import { startTimes } from "./times.js";

const WAITS = 50;

export function startTaking(form, announce) {
  const words = JSON.parse(form.dataset.words);
  const { here } = form.dataset;
  const state = new State(words, announce);
  const pages = new Pages(form);
  const answering = new Answering(form, words, state, pages);
  const { queue, sending } = answering;
  const questions = form.querySelector("[data-questions]");

  /** The end: what stands in the fields goes now, and nothing is typed any more. */
  function lock() {
    answering.changedAnywhere();
    questions.inert = true;
  }

  const times = startTimes(form, state, {
    onEnd: lock, onLonger: () => { questions.inert = false; }, flush: () => queue.flush(), left: () => queue.size,
  });
  sending.times = times;

  function flag(button) {
    const { asked } = button.closest("[data-asked]").dataset;
    const flagged = turnFlag(button);
    mark(asked, words, { flagged });
    ask(`${here}/flags/${asked}`, { body: { flagged } });
  }

  async function leaveFor(address) {
    answering.changedAnywhere();
    for (let waited = 0; queue.size && waited < WAITS; waited += 1) await new Promise((resolve) => setTimeout(resolve, 100));
    if (queue.size) state.warn("unsent");
    else location.assign(address);
  }

  function pressed(event) {
    const button = event.target.closest("button[name]");
    if (button?.form !== form) return;
    if (button.hasAttribute("data-flag")) flag(button);
    else if (button.hasAttribute("data-check")) answering.changed(button.closest("[data-asked]"), { check: true });
    else if (button.value === "review") leaveFor(`${here}/review`);
    else if (!pages.show(Number(button.value))) return;
    else ask(`${here}/position`, { body: { position: pages.at - 1 } });
    event.preventDefault();
  }

  for (const kind of ["input", "change"]) form.addEventListener(kind, ({ target }) => answering.changed(target.closest("[data-asked]")));
  document.addEventListener("click", pressed);
  window.addEventListener("popstate", ({ state: at }) => at?.question && pages.show(at.question, { remember: false }));
  window.addEventListener("online", () => { queue.flush(); times.sync(); });
  window.addEventListener("offline", () => sending.offline());
  window.addEventListener("beforeunload", (event) => { if (queue.size) event.preventDefault(); });
  document.addEventListener("visibilitychange", () => { queue.flush(); if (!document.hidden) times.sync(); });

  answering.know();
  history.replaceState({ question: pages.at }, "", location.href);
  answering.resume().then(() => pages.load()).then(() => {
    answering.know();
    form.dataset.ready = "";
  }).catch(() => {});
}
