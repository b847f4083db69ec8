// The rows under the toolbar: [data-editor-panel="link"], "formula" and "picture".
import { panelOf, show } from "./panel.js";
import { openPicture } from "./picture.js";

const run = (editor) => editor.chain().focus();

function linkPanel(box, editor) {
  const unset = () => run(editor).extendMarkRange("link").unsetLink().run();
  const row = panelOf(box, "link", editor, {
    apply: () => {
      const href = row.querySelector("input").value.trim();
      if (!href) unset();
      else if (editor.state.selection.empty && !editor.isActive("link")) {
        run(editor).insertContent({ type: "text", text: href, marks: [{ type: "link", attrs: { href } }] }).run();
      } else run(editor).extendMarkRange("link").setLink({ href }).run();
    },
    remove: unset,
  });
  return () => {
    const address = row.querySelector("input");
    address.value = editor.getAttributes("link").href ?? "";
    show(box, row, address);
  };
}

const chosenFormula = (editor) => {
  const { node } = editor.state.selection;
  return node?.type.name.startsWith("formula") ? node : null;
};

function formulaPanel(box, editor, draw) {
  const row = panelOf(box, "formula", editor, {
    apply: () => {
      const tex = row.querySelector("textarea").value.trim();
      const type = row.querySelector("[data-block]").checked ? "formulaBlock" : "formulaInLine";
      if (tex) run(editor).insertContent({ type, attrs: { tex } }).run();
    },
    remove: () => { if (chosenFormula(editor)) run(editor).deleteSelection().run(); },
  });
  const typed = row.querySelector("textarea");
  const preview = row.querySelector("[data-preview]");
  const paint = async () => {
    const wrong = typed.value.trim() ? await draw(preview, typed.value.trim(), row.querySelector("[data-block]").checked) : preview.replaceChildren();
    if (wrong) preview.textContent = `${preview.dataset.wrong} ${wrong}`;
  };
  row.addEventListener("input", paint);
  return () => {
    const node = chosenFormula(editor);
    const { from, to } = editor.state.selection;
    typed.value = node?.attrs.tex ?? editor.state.doc.textBetween(from, to, " ");
    row.querySelector("[data-block]").checked = node?.type.name === "formulaBlock";
    paint();
    show(box, row, typed);
  };
}

/** Opens each panel: {link(), formula(), picture(files)}. */
export function startPanels(box, editor, { draw, classroom }) {
  return {
    link: linkPanel(box, editor),
    formula: formulaPanel(box, editor, draw),
    picture: openPicture(box, editor, classroom),
  };
}
