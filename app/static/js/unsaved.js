// form[data-warn-unsaved]: the browser asks before a long text that was typed is left behind, unless the server keeps it as a
// draft (data-kept).
const LONG = 20;

const changedBy = (field) => Math.abs(field.value.length - field.defaultValue.length);

function isUnsaved(form) {
  if (form.dataset.pending || form.dataset.kept) return false;
  return [...form.querySelectorAll("textarea")].some((field) => field.value !== field.defaultValue
    && (changedBy(field) >= LONG || field.value.length >= LONG));
}

export function startUnsaved() {
  window.addEventListener("beforeunload", (event) => {
    if ([...document.querySelectorAll("form[data-warn-unsaved]")].some(isUnsaved)) event.preventDefault();
  });
}
