// The dropdown. [data-bell] has data-recent-url; inside, a link [data-bell-toggle] (without scripts it leads to the page)
// and [data-bell-panel hidden], whose first content is the skeleton.
let bell, toggle, panel;

const isOpen = () => !panel.hidden;

function close({ returnFocus = false } = {}) {
  if (!isOpen()) return;
  panel.hidden = true;
  toggle.setAttribute("aria-expanded", "false");
  if (returnFocus) toggle.focus();
}

async function load() {
  const answer = await fetch(bell.dataset.recentUrl, {
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
  bell = document.querySelector("[data-bell]");
  toggle = bell?.querySelector("[data-bell-toggle]");
  panel = bell?.querySelector("[data-bell-panel]");
  if (!toggle || !panel) return;
  toggle.setAttribute("aria-expanded", "false");
  toggle.addEventListener("click", onToggle);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close({ returnFocus: bell.contains(document.activeElement) || document.activeElement === document.body });
  });
  document.addEventListener("pointerdown", (event) => {
    if (!bell.contains(event.target)) close();
  });
  bell.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !bell.contains(event.relatedTarget)) close();
  });
  document.addEventListener("classbell:bell", () => {
    if (isOpen()) load().catch(() => {});
  });
}
