// form[data-autosubmit]: filters send themselves on change, search fields a moment after the last letter.
const PAUSE = 400;
const timers = new WeakMap();

function send(form) {
  clearTimeout(timers.get(form));
  form.requestSubmit();
}

function onInput(event) {
  const form = event.target.form;
  if (!form?.matches("[data-autosubmit]") || event.target.type !== "search") return;
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(send, PAUSE, form));
}

function onChange(event) {
  const form = event.target.form;
  if (form?.matches("[data-autosubmit]") && event.target.type !== "search") send(form);
}

export function startAutosubmit() {
  document.addEventListener("input", onInput);
  document.addEventListener("change", onChange);
  for (const button of document.querySelectorAll("form[data-autosubmit] [data-without-scripts]")) button.hidden = true;
}
