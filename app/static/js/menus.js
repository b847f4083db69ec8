// details[data-menu] closes like a menu; [data-dialog-open="id"] and [data-dialog-close] work a native <dialog>.
const openMenus = () => document.querySelectorAll("details[data-menu][open]");

function closeOthers(kept) {
  for (const menu of openMenus()) if (menu !== kept) menu.open = false;
}

function onClick(event) {
  const target = event.target.closest?.("[data-dialog-open], [data-dialog-close]");
  if (target?.dataset.dialogOpen) document.getElementById(target.dataset.dialogOpen)?.showModal();
  else if (target) target.closest("dialog")?.close();
  if (event.target.matches?.("dialog[data-light-dismiss]")) event.target.close();
  const menu = event.target.closest?.("details[data-menu]");
  closeOthers(menu);
  if (menu && event.target.closest("a[href]")) menu.open = false;
}

function onEscape(event) {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    const inside = menu.contains(document.activeElement);
    menu.open = false;
    if (inside) menu.querySelector("summary").focus();
  }
}

export function startMenus() {
  document.addEventListener("click", onClick);
  document.addEventListener("keydown", onEscape);
  document.addEventListener("focusin", (event) => closeOthers(event.target.closest("details[data-menu]")));
  for (const opener of document.querySelectorAll("[data-dialog-open][hidden]")) opener.hidden = false;
}
