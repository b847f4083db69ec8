// One row under the toolbar: [data-editor-panel], with [data-apply] and [data-remove].
/** What all panels share: open at a field, apply by Enter, close by Escape. */
export function panelOf(box, name, editor, { apply, remove }) {
  const row = box.querySelector(`[data-editor-panel="${name}"]`);
  if (!row) return null;
  const close = () => {
    row.hidden = true;
    editor.commands.focus();
  };
  row.querySelector("[data-apply]").addEventListener("click", () => { if (apply(row) !== false) close(); });
  row.querySelector("[data-remove]").addEventListener("click", () => { remove(row); close(); });
  row.addEventListener("keydown", (event) => {
    const enters = event.key === "Enter" && (event.target.matches("input:not([type=checkbox]):not([type=file])") || event.ctrlKey || event.metaKey);
    if (enters) {
      event.preventDefault();
      row.querySelector("[data-apply]").click();
    } else if (event.key === "Escape") {
      event.stopPropagation();
      close();
    }
  });
  return row;
}

/** Open `row`, close the others. */
export function show(box, row, first) {
  for (const other of box.querySelectorAll("[data-editor-panel]")) other.hidden = other !== row;
  first.focus();
}
