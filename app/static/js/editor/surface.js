// What the editor takes over from the textarea that it stands for: its text, its format, its name; and its own styles.
import { picturesOf } from "./paste.js";

const escaped = (text) => text.replace(/[&<>]/g, (character) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[character]);

const paragraphs = (text) => text.split(/\n{2,}/).filter(Boolean)
  .map((part) => `<p>${escaped(part).replace(/\n/g, "<br>")}</p>`).join("");

export function loadStyles() {
  if (!EDITOR_STYLES || document.querySelector("link[data-editor-styles]")) return;
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = new URL(EDITOR_STYLES, import.meta.url).href;
  link.dataset.editorStyles = "";
  document.head.append(link);
}

export const formatField = (textarea) => textarea.form?.elements[textarea.dataset.formatField ?? "body_format"];

export function startingHtml(textarea) {
  if (textarea.dataset.editorHtml !== undefined && textarea.value === textarea.defaultValue) return textarea.dataset.editorHtml;
  return formatField(textarea)?.value === "html" ? textarea.value : paragraphs(textarea.value);
}

/** The editing surface takes over the textarea's name for screen readers: label, description, error, required. */
export function nameOf(textarea) {
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
export function takesPictures(open) {
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
