// What is typed goes to the server every few seconds and comes back after a crash: textarea[data-draft-url], and in its form
// [data-draft-state] for what became of it. Without a network it stays on the page, and goes as soon as there is one.
import { csrfToken } from "../requests.js";

const PAUSE = 3000;
const LATER = 10_000;
const FIELDS = ["title", "body", "body_format", "version"];

async function send(form, url, signal) {
  const data = new FormData();
  for (const name of FIELDS) data.set(name, form.elements[name]?.value ?? "");
  const headers = { "X-CSRFToken": csrfToken(), "X-Requested-With": "fetch" };
  const response = await fetch(url, { method: "POST", headers, body: data, credentials: "same-origin", redirect: "manual", signal });
  return { status: response.status, reason: response.status === 413 ? "large" : "failed", ...await response.json().catch(() => ({})) };
}

export function startDrafts(textarea) {
  const { form, dataset: { draftUrl } } = textarea;
  const said = form?.querySelector("[data-draft-state]");
  if (!draftUrl || !said) return;
  let timer, leaving, changed = false, ended = false;

  async function keep() {
    clearTimeout(timer);
    timer = undefined;
    if (!changed || ended) return;
    changed = false;
    leaving = new AbortController();
    const answer = await send(form, draftUrl, leaving.signal).catch(() => ({ reason: "offline" }));
    if (ended) return;
    said.textContent = answer.said ?? answer.problem ?? said.dataset[answer.reason];
    if (answer.status === 200) {
      if (!changed) form.dataset.kept = "yes";
    } else if (answer.status === 409) {
      ended = true;
    } else {
      changed = true;
      timer ??= setTimeout(keep, LATER);
    }
  }

  form.addEventListener("input", () => {
    changed = true;
    delete form.dataset.kept;
    timer ??= setTimeout(keep, PAUSE);
  });
  // What is being saved must not come back as "not saved".
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    ended = true;
    clearTimeout(timer);
    leaving?.abort();
  });
  window.addEventListener("online", keep);
  window.addEventListener("pageshow", ({ persisted }) => { if (persisted) ended = false; });
  document.addEventListener("visibilitychange", () => { if (document.hidden) keep(); });
}
