// What 200 lessons have in common stands on the page once, as templates: [data-outline-grip] (with {title} in its label), and
// the menus [data-outline-menu="rename"], or by the state of a lesson (with LESSON in its addresses). Until one is asked for,
// a[data-outline-tools="…"] leads to a page that holds the same.
import { idOf, itemOf, LESSON, titleOf } from "./order.js";

const ADDRESSES = ["href", "action", "formaction"];

const made = (template) => template.content.firstElementChild.cloneNode(true);

export function giveHandles(outline) {
  const template = outline.querySelector("template[data-outline-grip]");
  for (const row of outline.querySelectorAll(LESSON)) {
    const handle = made(template);
    handle.setAttribute("aria-label", handle.getAttribute("aria-label").replace("{title}", () => titleOf(row)));
    row.prepend(handle);
  }
}

/** What an icon means, for whoever points at it. */
export function nameTools(event) {
  const tool = event.target.closest(`${LESSON} .icon-button`);
  if (tool && !tool.title) tool.title = tool.getAttribute("aria-label");
}

function address(menu, id) {
  for (const name of ADDRESSES) {
    for (const each of menu.querySelectorAll(`[${name}]`)) each.setAttribute(name, each.getAttribute(name).replace("/LESSON", `/${id}`));
  }
}

/** Puts the menu in the place of the link that was clicked, and opens it. */
export function openTools(outline, event) {
  const link = event.target.closest("a[data-outline-tools]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  event.stopPropagation();
  const item = itemOf(link);
  const menu = made(outline.querySelector(`template[data-outline-menu="${link.dataset.outlineTools}"]`));
  const summary = menu.querySelector("summary");
  address(menu, idOf(item));
  summary.setAttribute("aria-label", link.getAttribute("aria-label"));
  summary.removeAttribute("title");
  const typed = menu.querySelector('input[name="title"]');
  if (typed) typed.value = titleOf(item);
  link.replaceWith(menu);
  menu.open = true;
  summary.focus();
}
