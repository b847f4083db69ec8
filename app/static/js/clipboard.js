// button[data-copy="text"] or [data-copy-from="#id"], with data-copied="Copied"; button[data-print]. Both start hidden.
import { announce } from "./announcer.js";

const textOf = ({ copy, copyFrom }) => {
  if (!copyFrom) return copy;
  const source = document.querySelector(copyFrom);
  return source?.value ?? source?.textContent.trim() ?? "";
};

async function copy(button) {
  const label = button.querySelector("[data-copy-label]") ?? button;
  const before = label.textContent;
  const done = button.dataset.copied;
  await navigator.clipboard.writeText(textOf(button.dataset));
  if (!done || before === done) return;
  label.textContent = done;
  announce(done);
  setTimeout(() => { label.textContent = before; }, 2000);
}

function onClick(event) {
  const button = event.target.closest?.("[data-copy], [data-copy-from], [data-print]");
  if (!button) return;
  if (button.matches("[data-print]")) window.print();
  else copy(button).catch(() => {});
}

export function startClipboard() {
  document.addEventListener("click", onClick);
  const usable = navigator.clipboard ? "[data-copy], [data-copy-from], [data-print]" : "[data-print]";
  for (const button of document.querySelectorAll(usable)) button.hidden = false;
}
