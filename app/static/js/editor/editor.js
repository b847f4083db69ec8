// Contract: textarea[data-editor] (optional data-editor-html: the present text as HTML), in the same form a hidden field
// named data-format-field or "body_format"; <template data-editor-template> holds [data-editor-box] with
// [role=toolbar][data-editor-toolbar] of button[data-command], [data-editor-link-row] and [data-editor-content].
import { Editor } from "@tiptap/core";
import Image from "@tiptap/extension-image";
import { Table, TableKit } from "@tiptap/extension-table";
import StarterKit from "@tiptap/starter-kit";
import { startToolbar } from "./toolbar.js";

// The extension writes widths into style attributes, which neither our policy nor our sanitiser lets through.
const PlainTable = Table.extend({ renderHTML: () => ["table", ["tbody", 0]] });

const extensions = [
  StarterKit.configure({
    heading: { levels: [2, 3, 4] },
    underline: false,
    link: { openOnClick: false, autolink: true, defaultProtocol: "https", protocols: ["http", "https", "mailto"], HTMLAttributes: { target: null, rel: null } },
  }),
  Image.configure({ inline: false, allowBase64: false }),
  PlainTable,
  TableKit.configure({ table: false }),
];

const escaped = (text) => text.replace(/[&<>]/g, (character) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[character]);

const paragraphs = (text) => text.split(/\n{2,}/).filter(Boolean)
  .map((part) => `<p>${escaped(part).replace(/\n/g, "<br>")}</p>`).join("");

function loadStyles() {
  if (!EDITOR_STYLES || document.querySelector("link[data-editor-styles]")) return;
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = new URL(EDITOR_STYLES, import.meta.url).href;
  link.dataset.editorStyles = "";
  document.head.append(link);
}

const formatField = (textarea) => textarea.form?.elements[textarea.dataset.formatField ?? "body_format"];

function startingHtml(textarea) {
  if (textarea.dataset.editorHtml !== undefined && textarea.value === textarea.defaultValue) return textarea.dataset.editorHtml;
  return formatField(textarea)?.value === "html" ? textarea.value : paragraphs(textarea.value);
}

/** The editing surface takes over the textarea's name for screen readers: label, description, error, required. */
function nameOf(textarea) {
  const attributes = { role: "textbox", "aria-multiline": "true" };
  const label = textarea.labels?.[0];
  if (label) {
    label.id ||= `${textarea.id}-label`;
    attributes["aria-labelledby"] = label.id;
    label.addEventListener("click", () => label.control?.editor?.commands.focus());
  }
  for (const name of ["aria-label", "aria-describedby", "aria-invalid", "lang", "dir"]) {
    if (textarea.hasAttribute(name)) attributes[name] = textarea.getAttribute(name);
  }
  if (textarea.required) attributes["aria-required"] = "true";
  return attributes;
}

export function mountEditor(textarea) {
  loadStyles();
  const box = document.querySelector("template[data-editor-template]").content.cloneNode(true).querySelector("[data-editor-box]");
  const editor = new Editor({
    element: box.querySelector("[data-editor-content]"), extensions, injectCSS: false,
    content: startingHtml(textarea), editorProps: { attributes: nameOf(textarea) },
    onUpdate: () => {
      textarea.value = editor.isEmpty ? "" : editor.getHTML().replace(/(<p><\/p>)+$/, "");
      if (formatField(textarea)) formatField(textarea).value = "html";
      textarea.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  textarea.editor = editor;
  textarea.before(box);
  textarea.hidden = true;
  textarea.required = false;
  startToolbar(box, editor);
  editor.commands.focus("end");
}
