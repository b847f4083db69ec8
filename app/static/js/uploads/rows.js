// A file in the list: its name, how far it is, and a button.
function make(tag, className, text = "") {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

/** A new row at the end of the list of `box`. */
export function rowFor(box, file) {
  const row = make("li", "row upload-row");
  const words = make("div", "row-text");
  words.append(make("span", "row-title", file.name));
  const note = make("span", "row-note");
  const bar = document.createElement("progress");
  bar.max = Math.max(file.size, 1);
  bar.value = 0;
  bar.setAttribute("aria-label", `${file.name}: ${box.dataset.textProgress}`);
  const button = make("button", "button button-quiet", box.dataset.textStop);
  button.type = "button";
  button.setAttribute("aria-label", `${box.dataset.textStop}: ${file.name}`);
  const meter = make("div", "progress");
  meter.append(bar);
  words.append(meter, note);
  row.append(words, button);
  box.querySelector("[data-upload-list]").append(row);
  return { row, note, bar, meter, button };
}

/** The file is there: the form brings its id, and the row its receipt. */
export function keep(box, parts, found) {
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = "files";
  field.value = found.id;
  parts.row.append(field);
  parts.meter.remove();
  parts.note.textContent = found.receipt.text;
  parts.button.textContent = box.dataset.textRemove;
  parts.button.setAttribute("aria-label", `${box.dataset.textRemove}: ${found.filename}`);
  parts.button.addEventListener("click", () => parts.row.remove(), { once: true });
}

/** The file did not arrive: says why, and may be taken away. */
export function fail(box, parts, message) {
  parts.meter.remove();
  parts.note.textContent = message || box.dataset.textFailed;
  parts.row.classList.add("is-failed");
  parts.button.textContent = box.dataset.textRemove;
  parts.button.addEventListener("click", () => parts.row.remove(), { once: true });
}
