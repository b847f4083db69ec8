// Every form: sent once; form[data-confirm="…"] is asked about first; the summary of errors gets the focus.
const STUCK_AFTER = 8000;

function release(form) {
  delete form.dataset.pending;
  for (const button of form.querySelectorAll("[aria-disabled='true'][data-held]")) {
    button.removeAttribute("aria-disabled");
    delete button.dataset.held;
  }
}

function hold(form, button) {
  form.dataset.pending = "1";
  if (button) {
    button.setAttribute("aria-disabled", "true");
    button.dataset.held = "1";
  }
  // A download never leaves the page, so the form must come back by itself.
  setTimeout(release, STUCK_AFTER, form);
}

function onSubmit(event) {
  const form = event.target;
  const question = event.submitter?.dataset.confirm ?? form.dataset.confirm;
  if (form.dataset.pending || (question && !window.confirm(question))) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  if (form.method !== "get" && form.method !== "dialog" && !event.defaultPrevented) hold(form, event.submitter);
}

export function focusErrors(place = document) {
  const summary = place.querySelector("[data-error-summary]");
  if (!summary) return;
  if (!summary.hasAttribute("tabindex")) summary.tabIndex = -1;
  summary.focus();
}

export function startForms() {
  document.addEventListener("submit", onSubmit, true);
  document.addEventListener("htmx:afterRequest", ({ target }) => {
    const form = target.closest?.("form");
    if (form) release(form);
  });
  document.addEventListener("htmx:afterSettle", ({ target }) => focusErrors(target));
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-pending]").forEach(release));
  focusErrors();
}
