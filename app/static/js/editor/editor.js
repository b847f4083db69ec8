// Contract: textarea[data-editor] (optional data-editor-html: the present text as HTML; data-pictures: the class that pictures
// are uploaded to; data-draft-url: see drafts.js), in the same form a hidden field named data-format-field or "body_format";
// <template data-editor-template data-note data-tip data-warning data-formula> holds [data-editor-box] with [role=toolbar]
// [data-editor-toolbar] of button[data-command], the rows [data-editor-panel] and [data-editor-content].
import { Editor } from "@tiptap/core";
import { TableKit } from "@tiptap/extension-table";
import StarterKit from "@tiptap/starter-kit";
import { startCount } from "./count.js";
import { startDrafts } from "./drafts.js";
import { FormulaBlock, FormulaInLine } from "./formulas.js";
import { Callout, LargestHeading, Picture, PlainTable } from "./nodes.js";
import { startPanels } from "./panels.js";
import { tidyPaste } from "./paste.js";
import { formatField, loadStyles, nameOf, startingHtml, takesPictures } from "./surface.js";
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
    LargestHeading,
    Picture.configure({ inline: false, allowBase64: false }),
    Callout.configure({ labels: words }),
    FormulaInLine.configure(formula),
    FormulaBlock.configure(formula),
    PlainTable,
    TableKit.configure({ table: false }),
  ];
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
