// A picture goes up while one says what is to be seen on it; it stands in the text once both are done.
import { panelOf, show } from "./panel.js";

async function send(file, classroom, onProgress) {
  const { upload } = await import("../uploads/upload.js");
  return upload(file, { classroom, onProgress });
}

/** Answers `open(files)`: with files it takes them one after the other; without, one chooses, or changes the selected one. */
export function openPicture(box, editor, classroom) {
  const waiting = [];
  let sent = null;
  let failed = false;
  const row = panelOf(box, "picture", editor, { apply: putIn, remove: next });
  if (!row || !classroom) return () => {};
  const chosen = row.querySelector("[type=file]");
  const words = row.querySelector("[data-alt]");
  const decoration = row.querySelector("[data-decoration]");
  const said = row.querySelector("[data-said]");
  const selected = () => (editor.state.selection.node?.type.name === "image" ? editor.state.selection.node : null);
  const say = (name, number = 0) => { said.textContent = name ? said.dataset[name].replace("{n}", number) : ""; };

  async function take(file) {
    sent = null;
    failed = false;
    say("loading", 0);
    const mine = take.last = {};
    try {
      const done = await send(file, classroom, (bytes, all) => { if (mine === take.last) say("loading", all ? Math.round(100 * bytes / all) : 0); });
      if (mine !== take.last) return;
      sent = done;
      say("done");
    } catch (error) {
      if (mine !== take.last) return;
      failed = true;
      said.textContent = error.message || said.dataset.failed;
    }
  }

  function putIn() {
    const alt = decoration.checked ? "" : words.value.trim();
    if (!alt && !decoration.checked) {
      say("missing");
      words.focus();
      return false;
    }
    if (selected() && !sent) editor.chain().focus().updateAttributes("image", { alt }).run();
    else if (!sent) {
      if (failed || !take.last) chosen.focus();
      return false;
    } else editor.chain().focus().insertContent({ type: "image", attrs: { src: sent.url, alt, width: sent.width, height: sent.height } }).run();
    return next();
  }

  function next() {
    sent = take.last = null;
    if (!waiting.length) return true;
    setTimeout(open, 0);
    return true;
  }

  function open(files = []) {
    waiting.push(...files);
    const file = waiting.shift();
    const there = file ? null : selected();
    sent = take.last = null;
    chosen.value = "";
    words.value = there?.attrs.alt ?? "";
    decoration.checked = Boolean(there) && !there.attrs.alt;
    row.querySelector("[data-picture-file]").hidden = Boolean(file || there);
    say("");
    if (file) take(file);
    show(box, row, file || there ? words : chosen);
  }

  chosen.addEventListener("change", () => { if (chosen.files[0]) take(chosen.files[0]); });
  return open;
}
