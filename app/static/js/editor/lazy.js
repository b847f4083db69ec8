// textarea[data-editor] becomes a rich editor when it gets the focus; until then, and without scripts, it takes Markdown.
const started = new WeakSet();

async function upgrade(textarea) {
  if (started.has(textarea)) return;
  started.add(textarea);
  textarea.readOnly = true;
  textarea.setAttribute("aria-busy", "true");
  try {
    const { mountEditor } = await import("./editor.js");
    mountEditor(textarea);
  } catch {
    started.delete(textarea);
  }
  textarea.readOnly = false;
  textarea.removeAttribute("aria-busy");
}

function look(target) {
  if (target?.matches("textarea[data-editor]")) upgrade(target);
}

export function startLazyEditor() {
  document.addEventListener("focusin", ({ target }) => look(target));
  look(document.activeElement); // somebody was quicker than the scripts
}
