// What a text can hold beyond the starter kit: callouts, pictures of ours, tables without styles.
import { Extension, Node, textblockTypeInputRule } from "@tiptap/core";
import Image from "@tiptap/extension-image";
import { Table } from "@tiptap/extension-table";

export const KINDS = ["note", "tip", "warning"];

// The extension writes widths into style attributes, which neither our policy nor our sanitiser lets through.
export const PlainTable = Table.extend({ renderHTML: () => ["table", ["tbody", 0]] });

/** Whoever types "# " wants the largest heading; that of the first level is the title of the page. */
export const LargestHeading = Extension.create({
  name: "largestHeading",
  addInputRules() {
    return [textblockTypeInputRule({ find: /^#\s$/, type: this.editor.schema.nodes.heading, getAttributes: { level: 2 } })];
  },
});

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
