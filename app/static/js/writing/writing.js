// form[data-question-form]: sent a moment after the last change, as a whole; what became of it stands in
// [data-question-state], and what a student would see in [data-question-preview]. The first time, a new question gets its
// address; an answer of 409 (somebody else saved it) ends it, and the button says both texts.
import { became, nameParts, send } from "./naming.js";

const PAUSE = 1200;
const LATER = 10_000;

export function mountWriting(form, token) {
  const said = form.querySelector("[data-question-state]");
  const preview = form.parentElement.querySelector("[data-question-preview]");
  let timer, leaving, changed = false, ended = false;

  function say(text, bad = false) {
    said.textContent = text ?? "";
    said.toggleAttribute("data-bad", bad);
  }

  async function look() {
    const answer = await send(form.dataset.preview, form, token).catch(() => null);
    if (!answer?.ok) return;
    preview.innerHTML = await answer.text();
    preview.hidden = false;
    preview.dispatchEvent(new Event("htmx:load", { bubbles: true }));
  }

  async function keep() {
    clearTimeout(timer);
    timer = undefined;
    if (!changed || ended) return;
    changed = false;
    nameParts(form);
    say(form.dataset.saving);
    leaving = new AbortController();
    const answer = await send(form.action, form, token, leaving.signal).catch(() => null);
    if (ended) return;
    const kept = await answer?.json().catch(() => null);
    if (answer?.ok && kept) {
      became(form, kept);
      form.dataset.kept = "yes";
      if (!changed) say(form.dataset.saved);
    } else if (answer?.status === 409) {
      ended = true;
      say(kept?.problem, true);
    } else if (answer?.status === 422) {
      say(kept?.problem);
    } else {
      changed = true;
      say(answer ? form.dataset.failed : form.dataset.offline, true);
      timer ??= setTimeout(keep, LATER);
      return;
    }
    look();
  }

  function touched() {
    changed = true;
    delete form.dataset.kept;
    clearTimeout(timer);
    timer = setTimeout(keep, PAUSE);
  }

  form.addEventListener("input", touched);
  form.addEventListener("change", ({ target }) => {
    if (target.matches("[data-question-type]")) form.requestSubmit(form.querySelector('[name="retype"]'));
    else touched();
  });
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    nameParts(form);
    ended = true;
    clearTimeout(timer);
    leaving?.abort();
  });
  window.addEventListener("online", keep);
  window.addEventListener("pageshow", ({ persisted }) => { if (persisted) ended = false; });
  document.addEventListener("visibilitychange", () => { if (document.hidden) keep(); });
  form.dataset.ready = "yes";
  look();
}
