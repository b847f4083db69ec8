// The dropdown. The link [data-bell] (without scripts it leads to the page) has data-recent; beside it stands
// [data-bell-panel hidden] under the same parent.
let toggle, panel;

const isOpen = () => !panel.hidden;
const contains = (element) => panel.parentElement.contains(element);

function close({ returnFocus = false } = {}) {
  if (!isOpen()) return;
  panel.hidden = true;
  toggle.setAttribute("aria-expanded", "false");
  if (returnFocus) toggle.focus();
}

async function load() {
  const answer = await fetch(toggle.dataset.recent, {
    headers: { "X-Requested-With": "fetch" }, credentials: "same-origin", redirect: "error",
  });
  if (!answer.ok) throw new Error(String(answer.status));
  panel.innerHTML = await answer.text();
  panel.removeAttribute("aria-busy");
}

async function open() {
  panel.hidden = false;
  toggle.setAttribute("aria-expanded", "true");
  panel.setAttribute("aria-busy", "true");
  try {
    await load();
    document.dispatchEvent(new CustomEvent("classbell:inserted", { detail: panel }));
  } catch {
    location.assign(toggle.href);
  }
}

function onToggle(event) {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  event.preventDefault();
  if (isOpen()) close();
  else open();
}

export function startBellPanel() {
  toggle = document.querySelector("[data-bell]");
  panel = toggle?.parentElement.querySelector("[data-bell-panel]");
  if (!toggle?.dataset.recent || !panel) return;
  toggle.setAttribute("aria-expanded", "false");
  toggle.addEventListener("click", onToggle);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close({ returnFocus: contains(document.activeElement) || document.activeElement === document.body });
  });
  document.addEventListener("pointerdown", (event) => {
    if (!contains(event.target)) close();
  });
  panel.parentElement.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !contains(event.relatedTarget)) close();
  });
  document.addEventListener("classbell:bell", () => {
    if (isOpen()) load().catch(() => {});
  });
}
