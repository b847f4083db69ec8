// [data-grading]: keys for whoever grades many answers. They work outside of fields; within them, Ctrl+Enter saves and Esc
// leaves. In the field of the points, Enter sends the form by itself.
const page = () => document.querySelector("[data-grading]");
const points = () => page().querySelector("[data-grading-points]");
const isField = (target) => target.closest("input, textarea, select, [contenteditable]");

function give(digit) {
  if (digit > Number(page().dataset.most)) return;
  points().value = String(digit);
  points().focus();
  points().select();
}

const KEYS = {
  c: () => page().querySelector("[data-grading-comment]").focus(),
  n: () => page().querySelector("[data-grading-skip]").click(),
  Enter: () => page().querySelector("[data-grading-form]").requestSubmit(),
};

function onKey(event) {
  if (event.defaultPrevented || event.altKey || event.isComposing) return;
  const within = isField(event.target);
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && within) KEYS.Enter();
  else if (event.ctrlKey || event.metaKey) return;
  else if (event.key === "Escape" && within) event.target.blur();
  else if (within || event.target.closest("a, button, summary")) return;
  else if (/^[0-9]$/.test(event.key)) give(Number(event.key));
  else if (KEYS[event.key]) KEYS[event.key]();
  else return;
  event.preventDefault();
}

export function startKeys() {
  if (page().querySelector("[data-grading-form]")) document.addEventListener("keydown", onKey);
}
