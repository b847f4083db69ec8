// A page with [data-outline] can be put in order by dragging; without scripts, and until this came, by its buttons.
// What every page has already is handed on: imported there, it would become files of its own to ask for.
import { announce } from "../announcer.js";
import { post } from "../requests.js";

export function startLazyOutline() {
  const outline = document.querySelector("[data-outline]");
  if (outline) import("./outline.js").then(({ mountOutline }) => mountOutline(outline, { announce, post })).catch(() => {});
}
