// Formulas in the editor: one sign of the text each, inline or on a line of its own.
import { InputRule, Node } from "@tiptap/core";

/** A formula is one sign of the text that carries its TeX; `options.draw(place, tex, block)` shows it. */
function formula(name, tag, className, block) {
  return Node.create({
    name, group: block ? "block" : "inline", inline: !block, atom: true, selectable: true,
    addOptions: () => ({ draw: () => {}, open: () => {}, label: "{tex}" }),
    addAttributes: () => ({ tex: { default: "", rendered: false, parseHTML: (place) => place.textContent.trim() } }),
    parseHTML: () => [{ tag: `${tag}.${className}`, priority: 60 }],
    renderHTML: ({ node }) => [tag, { class: className }, node.attrs.tex],
    addNodeView() {
      return ({ node }) => {
        const dom = document.createElement(block ? "div" : "span");
        const place = document.createElement("span");
        dom.className = `formula ${className}`;
        dom.setAttribute("role", "img");
        dom.setAttribute("aria-label", this.options.label.replace("{tex}", node.attrs.tex));
        place.textContent = node.attrs.tex;
        dom.append(place);
        dom.addEventListener("dblclick", () => this.options.open());
        this.options.draw(place, node.attrs.tex, block);
        return { dom, ignoreMutation: () => true };
      };
    },
    addInputRules() {
      if (block) return [];
      return [new InputRule({
        find: /(?:^|[^$\\])\$([^\s$](?:[^$]*[^\s$])?)\$$/,
        handler: ({ state, range, match }) => { // the sign before the first dollar stays; the last dollar may be there already
          const before = match[0].length - match[1].length - 2;
          state.tr.replaceWith(range.from + before, range.to, this.type.create({ tex: match[1] }));
        },
      })];
    },
  });
}

export const FormulaInLine = formula("formulaInLine", "code", "math-inline", false);
export const FormulaBlock = formula("formulaBlock", "pre", "math-block", true);
