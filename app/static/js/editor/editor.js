// Contract: textarea[data-editor] (optional data-editor-html: the present text as HTML; data-pictures: the class that pictures
// are uploaded to; data-draft-url: see drafts.js), in the same form a hidden field named data-format-field or "body_format";
// <template data-editor-template data-note data-tip data-warning data-formula> holds [data-editor-box] with [role=toolbar]
// [data-editor-toolbar] of button[data-command], the rows [data-editor-panel] and [data-editor-content].
import { Editor } from "@tiptap/core";
import { TableKit } from "@tiptap/extension-table";
import StarterKit from "@tiptap/starter-kit";
import { startCount } from "./count.js";
import { startDrafts } from "./drafts.js";
import { Callout, FormulaBlock, FormulaInLine, Picture, PlainTable } from "./nodes.js";
import { startPanels } from "./panels.js";
import { picturesOf, tidyPaste } from "./paste.js";
import { startToolbar } from "./toolbar.js";

const draw = async (place, tex, block) => (await import("../math/math.js")).draw(place, tex, block);

function extensions(words, open) {
  const formula = { draw: (...what) => draw(...what).catch(() => {}), open, label: words.formula };
  return [
    StarterKit.configure({
      heading: { levels: [2, 3, 4] },
      underline: false,
      link: { openOnClick: false, autolink: true, defaultProtocol: "https", protocols: ["http", "https", "mailto"], HTMLAttributes: { target: null, rel: null } },
    }),
    Picture.configure({ inline: false, allowBase64: false }),
    Callout.configure({ labels: words }),
    FormulaInLine.configure(formula),
    FormulaBlock.configure(formula),
    PlainTable,
    TableKit.configure({ table: false }),
  ];
}

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

/** Pictures that are pasted or dropped go to the panel that asks what is to be seen on them. */
function takesPictures(open) {
  const take = (event, data) => {
    const files = picturesOf(data);
    if (!files.length) return false;
    event.preventDefault();
    open(files);
    return true;
  };
  return {
    handlePaste: (_view, event) => take(event, event.clipboardData),
    handleDrop: (_view, event, _slice, moved) => !moved && take(event, event.dataTransfer),
  };
}

export function mountEditor(textarea) {
  loadStyles();
  const template = document.querySelector("template[data-editor-template]");
  const box = template.content.cloneNode(true).querySelector("[data-editor-box]");
  const panels = {};
  const editor = new Editor({
    element: box.querySelector("[data-editor-content]"), injectCSS: false,
    extensions: extensions(template.dataset, () => panels.formula()),
    content: startingHtml(textarea),
    editorProps: {
      attributes: nameOf(textarea), transformPastedHTML: tidyPaste,
      ...textarea.dataset.pictures ? takesPictures((files) => panels.picture(files)) : {},
    },
    onUpdate: () => {
      if (text() === known) return; // an empty line to write on, which the editor adds by itself
      textarea.value = known = text();
      if (formatField(textarea)) formatField(textarea).value = "html";
      textarea.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  const text = () => (editor.isEmpty ? "" : editor.getHTML().replace(/(<p><\/p>)+$/, ""));
  let known = text();
  textarea.editor = editor;
  textarea.before(box);
  textarea.hidden = true;
  textarea.required = false;
  Object.assign(panels, startPanels(box, editor, { draw, classroom: textarea.dataset.pictures }));
  startToolbar(box, editor, panels);
  startCount(textarea);
  startDrafts(textarea);
  editor.commands.focus("end");
}
