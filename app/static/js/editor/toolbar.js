// Buttons with data-command; one tab stop, arrow keys inside (WAI-ARIA toolbar pattern), Alt+F10 in, Escape back.
const run = (editor) => editor.chain().focus();

const COMMANDS = {
  "heading-2": { do: (editor) => run(editor).toggleHeading({ level: 2 }), on: ["heading", { level: 2 }] },
  "heading-3": { do: (editor) => run(editor).toggleHeading({ level: 3 }), on: ["heading", { level: 3 }] },
  "bold": { do: (editor) => run(editor).toggleBold(), on: ["bold"] },
  "italic": { do: (editor) => run(editor).toggleItalic(), on: ["italic"] }, "strike": { do: (editor) => run(editor).toggleStrike(), on: ["strike"] },
  "code": { do: (editor) => run(editor).toggleCode(), on: ["code"] },
  "bullet-list": { do: (editor) => run(editor).toggleBulletList(), on: ["bulletList"] },
  "ordered-list": { do: (editor) => run(editor).toggleOrderedList(), on: ["orderedList"] },
  "quote": { do: (editor) => run(editor).toggleBlockquote(), on: ["blockquote"] },
  "code-block": { do: (editor) => run(editor).toggleCodeBlock(), on: ["codeBlock"] },
  "table": { do: (editor) => run(editor).insertTable({ rows: 3, cols: 3, withHeaderRow: true }), on: ["table"] },
  "table-row": { do: (editor) => run(editor).addRowAfter(), inside: "table" },
  "table-column": { do: (editor) => run(editor).addColumnAfter(), inside: "table" },
  "table-row-delete": { do: (editor) => run(editor).deleteRow(), inside: "table" },
  "table-column-delete": { do: (editor) => run(editor).deleteColumn(), inside: "table" },
  "table-delete": { do: (editor) => run(editor).deleteTable(), inside: "table" },
  "undo": { do: (editor) => run(editor).undo() }, "redo": { do: (editor) => run(editor).redo() },
};

function paint(buttons, editor) {
  for (const button of buttons) {
    const { on, inside } = button.dataset.command === "link" ? { on: ["link"] } : COMMANDS[button.dataset.command] ?? {};
    if (on) button.setAttribute("aria-pressed", String(editor.isActive(...on)));
    if (inside) button.hidden = !editor.isActive(inside);
  }
}

function startLinkRow(box, editor) {
  const row = box.querySelector("[data-editor-link-row]");
  const address = row.querySelector("input");
  const done = (change) => {
    change(run(editor).extendMarkRange("link")).run();
    row.hidden = true;
  };
  const apply = () => done((chain) => (address.value.trim() ? chain.setLink({ href: address.value.trim() }) : chain.unsetLink()));
  row.querySelector("[data-link-apply]").addEventListener("click", apply);
  row.querySelector("[data-link-remove]").addEventListener("click", () => done((chain) => chain.unsetLink()));
  address.addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); apply(); }
    if (event.key === "Escape") done((chain) => chain);
  });
  return () => {
    row.hidden = false;
    address.value = editor.getAttributes("link").href ?? "";
    address.focus();
  };
}

function rove(event, buttons) {
  const seen = buttons.filter((button) => !button.hidden);
  const forward = getComputedStyle(buttons[0]).direction === "rtl" ? -1 : 1;
  const step = { ArrowRight: forward, ArrowLeft: -forward, Home: -Infinity, End: Infinity }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const place = Math.max(0, Math.min(seen.length - 1, seen.indexOf(document.activeElement) + step));
  for (const button of buttons) button.tabIndex = button === seen[place] ? 0 : -1;
  seen[place].focus();
}

export function startToolbar(box, editor) {
  const toolbar = box.querySelector("[data-editor-toolbar]");
  const buttons = [...toolbar.querySelectorAll("button[data-command]")];
  const openLink = startLinkRow(box, editor);
  buttons.forEach((button, index) => { button.tabIndex = index ? -1 : 0; });
  toolbar.addEventListener("mousedown", (event) => event.preventDefault()); // the caret stays in the text
  toolbar.addEventListener("click", ({ target }) => {
    const name = target.closest("button[data-command]")?.dataset.command;
    if (name === "link") openLink();
    else COMMANDS[name]?.do(editor).run();
  });
  toolbar.addEventListener("keydown", (event) => (event.key === "Escape" ? editor.commands.focus() : rove(event, buttons)));
  editor.view.dom.addEventListener("keydown", (event) => {
    if (event.altKey && event.key === "F10") buttons.find((button) => button.tabIndex === 0)?.focus();
  });
  editor.on("transaction", () => paint(buttons, editor));
  paint(buttons, editor);
}
