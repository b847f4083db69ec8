// What a text can hold beyond the starter kit: callouts, formulas, pictures of ours, tables without styles.
import { InputRule, Node } from "@tiptap/core";
import Image from "@tiptap/extension-image";
import { Table } from "@tiptap/extension-table";

export const KINDS = ["note", "tip", "warning"];

// The extension writes widths into style attributes, which neither our policy nor our sanitiser lets through.
export const PlainTable = Table.extend({ renderHTML: () => ["table", ["tbody", 0]] });

/** Only files of this school: pictures of elsewhere are left out when a page is pasted. */
export const Picture = Image.extend({
  addAttributes: () => Object.fromEntries(["src", "alt", "width", "height"].map((name) => [name, { default: null }])),
  parseHTML: () => [{ tag: 'img[src^="/files/"]' }],
});

export const Callout = Node.create({
  name: "callout", group: "block", content: "block+", defining: true,
  addOptions: () => ({ labels: {} }),
  addAttributes: () => ({
    kind: { default: "note", rendered: false, parseHTML: (place) => KINDS.find((kind) => place.classList.contains(`callout-${kind}`)) },
  }),
  parseHTML: () => KINDS.map((kind) => ({ tag: `blockquote.callout-${kind}`, priority: 60 })),
  renderHTML: ({ node }) => ["blockquote", { class: `callout-${node.attrs.kind}` }, 0],
  addNodeView() {
    return ({ node }) => {
      const dom = document.createElement("blockquote");
      const label = document.createElement("p");
      const contentDOM = document.createElement("div");
      const paint = ({ kind }) => {
        dom.className = `callout-${kind}`;
        label.textContent = this.options.labels[kind] ?? kind;
      };
      dom.setAttribute("role", "note");
      label.className = "callout-label";
      label.contentEditable = "false";
      dom.append(label, contentDOM);
      paint(node.attrs);
      return {
        dom, contentDOM, ignoreMutation: ({ target }) => !contentDOM.contains(target),
        update: (changed) => changed.type.name === "callout" && (paint(changed.attrs), true),
      };
    };
  },
});

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
        handler: ({ state, range, match }) => {
          state.tr.replaceWith(range.to - match[1].length - 1, range.to, this.type.create({ tex: match[1] }));
        },
      })];
    },
  });
}

export const FormulaInLine = formula("formulaInLine", "code", "math-inline", false);
export const FormulaBlock = formula("formulaBlock", "pre", "math-block", true);
