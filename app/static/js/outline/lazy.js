// A page with [data-outline] can be put in order by dragging; without scripts, and until this came, by its buttons.
export function startLazyOutline() {
  const outline = document.querySelector("[data-outline]");
  if (outline) import("./outline.js").then(({ mountOutline }) => mountOutline(outline)).catch(() => {});
}
