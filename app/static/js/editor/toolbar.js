// Buttons with data-command; one tab stop, arrow keys inside (WAI-ARIA toolbar pattern), Alt+F10 in, Escape back.
const run = (editor) => editor.chain().focus();
const callout = (kind) => ({ do: (editor) => run(editor).updateAttributes("callout", { kind }), on: ["callout", { kind }] });

const COMMANDS = {
  "heading-2": { do: (editor) => run(editor).toggleHeading({ level: 2 }), on: ["heading", { level: 2 }] },
  "heading-3": { do: (editor) => run(editor).toggleHeading({ level: 3 }), on: ["heading", { level: 3 }] },
  "bold": { do: (editor) => run(editor).toggleBold(), on: ["bold"] },
  "italic": { do: (editor) => run(editor).toggleItalic(), on: ["italic"] }, "strike": { do: (editor) => run(editor).toggleStrike(), on: ["strike"] },
  "code": { do: (editor) => run(editor).toggleCode(), on: ["code"] },
  "bullet-list": { do: (editor) => run(editor).toggleBulletList(), on: ["bulletList"] },
  "ordered-list": { do: (editor) => run(editor).toggleOrderedList(), on: ["orderedList"] },
  "quote": { do: (editor) => run(editor).toggleBlockquote(), on: ["blockquote"] },
  "callout": { do: (editor) => run(editor).toggleWrap("callout", { kind: "note" }), on: ["callout"] },
  "callout-note": callout("note"), "callout-tip": callout("tip"), "callout-warning": callout("warning"),
  "code-block": { do: (editor) => run(editor).toggleCodeBlock(), on: ["codeBlock"] },
  "table": { do: (editor) => run(editor).insertTable({ rows: 3, cols: 3, withHeaderRow: true }), on: ["table"] },
  "table-header": { do: (editor) => run(editor).toggleHeaderRow() },
  "table-row-before": { do: (editor) => run(editor).addRowBefore() }, "table-row": { do: (editor) => run(editor).addRowAfter() },
  "table-column-before": { do: (editor) => run(editor).addColumnBefore() }, "table-column": { do: (editor) => run(editor).addColumnAfter() },
  "table-row-delete": { do: (editor) => run(editor).deleteRow() },
  "table-column-delete": { do: (editor) => run(editor).deleteColumn() },
  "table-delete": { do: (editor) => run(editor).deleteTable() },
  "undo": { do: (editor) => run(editor).undo() }, "redo": { do: (editor) => run(editor).redo() },
};
const SHOWS = { link: "link", formula: "formula", picture: "picture" };
const ON = { link: ["link"], picture: ["image"] };
const KEYS = { "k": "link", "m": "formula", "/": "help" };

function paint(buttons, editor) {
  for (const button of buttons) {
    const { command, inside } = button.dataset;
    const on = ON[command] ?? COMMANDS[command]?.on;
    if (on) button.setAttribute("aria-pressed", String(editor.isActive(...on)));
    if (inside) button.hidden = !editor.isActive(inside);
  }
  // The one tab stop must be a button that is there.
  if (!buttons.some((button) => button.tabIndex === 0 && !button.hidden)) {
    buttons.forEach((button, index) => { button.tabIndex = index ? -1 : 0; });
  }
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

/** `panels`: what opens a row under the toolbar, by name. */
export function startToolbar(box, editor, panels) {
  const toolbar = box.querySelector("[data-editor-toolbar]");
  const buttons = [...toolbar.querySelectorAll("button[data-command]")];
  const act = (name) => {
    if (SHOWS[name]) panels[name]();
    else if (name === "help") document.getElementById("editor-help")?.showModal();
    else COMMANDS[name]?.do(editor).run();
  };
  buttons.forEach((button, index) => { button.tabIndex = index ? -1 : 0; });
  toolbar.addEventListener("mousedown", (event) => event.preventDefault()); // the caret stays in the text
  toolbar.addEventListener("click", ({ target }) => act(target.closest("button[data-command]")?.dataset.command));
  toolbar.addEventListener("keydown", (event) => (event.key === "Escape" ? editor.commands.focus() : rove(event, buttons)));
  editor.view.dom.addEventListener("keydown", (event) => {
    if (event.altKey && event.key === "F10") buttons.find((button) => button.tabIndex === 0)?.focus();
    const named = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && KEYS[event.key.toLowerCase()];
    if (named) {
      event.preventDefault();
      act(named);
    }
  });
  editor.on("transaction", () => paint(buttons, editor));
  paint(buttons, editor);
}
