// The page of an open attempt: every change goes to the server within two seconds and is kept on the device until it is there.
import { user } from "../requests.js";
import { startTimes } from "./times.js";
import { ask, GONE } from "./doors.js";
import { Outbox } from "./outbox.js";
import { Pages } from "./pages.js";
import { Queue } from "./queue.js";
import { fieldsOf, fill, mark, note, sectionOf, sectionsIn, turnFlag } from "./sections.js";
import { State } from "./state.js";

const PATIENCE = 8000;
const LITTLE_PATIENCE = 2500;
const TRIES_BEFORE_A_WORD = 2;

export function startTaking(form) {
  const words = JSON.parse(form.dataset.words);
  const { taking: attempt, here } = form.dataset;
  const state = new State(words);
  const pages = new Pages(form);
  const outbox = new Outbox();
  const known = new Map();
  const times = startTimes(form, words, state, { onEnd: lock, onLonger: unlock, flush: () => queue.flush(), left: () => queue.size, open: isOpen });
  const { clock } = times;

  const queue = new Queue({
    urgent: () => times.isLast(),
    keep: (entry) => outbox.put(entry),
    drop: (entry) => outbox.drop(entry),
    send: async (entry) => {
      state.saving();
      const { question, fields, sequence, typed_at, check } = entry;
      const answer = await ask(`${here}/answers/${question}`, {
        body: { fields, sequence, typed_at, check }, patience: times.isLast() ? LITTLE_PATIENCE : PATIENCE,
      });
      times.hear(answer);
      return answer;
    },
    done: settled,
    failed: (answer, tries) => {
      if (answer.status === 401) state.warn("signed_out", { link: true });
      else if (answer.status === 400 || answer.status === 403 || answer.status === 404) times.sync();
      else if (answer.status === GONE && (tries >= TRIES_BEFORE_A_WORD || !navigator.onLine)) offline();
      else state.waiting();
    },
  });

  function isOpen() {
    return !form.hasAttribute("data-locked");
  }

  function offline() {
    if (!outbox.works) state.warn("nowhere");
    else state.warn(form.dataset.deadline ? "offline" : "offline_endless");
  }

  /** The server has settled an answer; `newest`: nothing was typed since. */
  function settled(entry, answer, newest) {
    const section = sectionOf(entry.question);
    if (queue.size === 0) state.calm();
    if (answer.status === 422) {
      state.waiting();
      return note(section, answer.problem);
    }
    if (section && answer.sequence !== undefined) section.dataset.sequence = answer.sequence;
    if (answer.said && queue.size === 0) state.saved(answer.said);
    if (answer.answered !== undefined) mark(entry.question, words, { answered: answer.answered });
    note(section, answer.outcome === "late" ? answer.said : "");
    const another = answer.outcome === "older" || answer.status === 409 || answer.checked;
    if (another && newest && section) renew(section, answer.outcome === "older" ? words.newer : "");
    if (answer.outcome === "late") times.sync();
    return undefined;
  }

  async function renew(section, text) {
    const fresh = await pages.renew(section).catch(() => undefined);
    if (!fresh) return;
    known.set(fresh.dataset.asked, JSON.stringify(fieldsOf(fresh)));
    note(fresh, text);
  }

  /** Whatever differs from what was there last is to be sent. */
  function changed(section, { check = false } = {}) {
    const question = section.dataset.asked;
    const fields = fieldsOf(section);
    const now = JSON.stringify(fields);
    if ((known.get(question) === now && !check) || section.hasAttribute("data-checked")) return;
    known.set(question, now);
    const sequence = Number(section.dataset.sequence);
    queue.add({ user: user(), attempt, question, fields, sequence, typed_at: clock.stamp(), check });
    state.saving();
  }

  /** The end: what stands in the fields goes now, and nothing is typed any more. */
  function lock() {
    for (const section of sectionsIn(form)) changed(section);
    queue.flush();
    form.dataset.locked = "";
    form.querySelector("[data-questions]").inert = true;
  }

  function unlock() {
    delete form.dataset.locked;
    form.querySelector("[data-questions]").inert = false;
  }

  function flag(button) {
    const section = button.closest("[data-asked]");
    const flagged = turnFlag(button);
    mark(section.dataset.asked, words, { flagged });
    ask(`${here}/flags/${section.dataset.asked}`, { body: { flagged } });
  }

  async function leaveFor(address) {
    for (const section of sectionsIn(form)) changed(section);
    queue.flush();
    for (let waited = 0; queue.size && waited < 50; waited += 1) await new Promise((resolve) => setTimeout(resolve, 100));
    if (queue.size) state.warn("unsent");
    else location.assign(address);
  }

  form.addEventListener("input", ({ target }) => changed(target.closest("[data-asked]")));
  form.addEventListener("change", ({ target }) => changed(target.closest("[data-asked]")));
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[name]");
    if (button?.form !== form) return;
    if (button.hasAttribute("data-flag")) flag(button);
    else if (button.hasAttribute("data-check")) changed(button.closest("[data-asked]"), { check: true });
    else if (button.value === "review") leaveFor(`${here}/review`);
    else if (!pages.show(Number(button.value))) return;
    else ask(`${here}/position`, { body: { position: pages.at - 1 } });
    event.preventDefault();
  });
  window.addEventListener("popstate", ({ state: at }) => at?.question && pages.show(at.question, { remember: false }));
  window.addEventListener("online", () => { queue.flush(); times.sync(); });
  window.addEventListener("offline", offline);
  window.addEventListener("beforeunload", (event) => { if (queue.size) event.preventDefault(); });
  document.addEventListener("visibilitychange", () => { queue.flush(); if (!document.hidden) times.sync(); });

  /** What a tab that crashed, or a lost network, left on this device goes first. */
  async function resume() {
    for (const entry of await outbox.of(user())) {
      if (entry.attempt !== attempt || queue.has(entry.question)) continue;
      const section = sectionOf(entry.question);
      if (section) {
        fill(section, entry.fields);
        known.set(entry.question, JSON.stringify(fieldsOf(section)));
      }
      queue.add(entry);
    }
  }

  for (const section of sectionsIn(form)) known.set(section.dataset.asked, JSON.stringify(fieldsOf(section)));
  history.replaceState({ question: pages.at }, "", location.href);
  resume().then(() => pages.load()).then(() => {
    for (const section of sectionsIn(form)) {
      const { asked } = section.dataset;
      if (!known.has(asked)) known.set(asked, JSON.stringify(fieldsOf(section)));
    }
    form.dataset.ready = "";
  }).catch(() => {});
}
