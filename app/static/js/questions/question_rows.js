// [data-question-editing]: rows of choices, pairs and gaps are added, taken away and moved in the page. Their buttons send
// the form where no script is: names say which row they mean, and the server answers with the rows as they are then.
const ROW = "[data-row]";
let started = false;

const rowsOf = (list) => [...list.querySelectorAll(`:scope > ${ROW}`)];

/** What a new row is called: higher than any there ever was, since the order in the page is what counts. */
function nextNumber(list) {
  const number = Math.max(Number(list.dataset.next ?? 0), rowsOf(list).length);
  list.dataset.next = number + 1;
  return number;
}

function add(button) {
  const list = document.getElementById(button.dataset.rowAdd);
  const template = document.getElementById(button.dataset.rowTemplate);
  const made = document.createElement("template");
  made.innerHTML = template.innerHTML.replaceAll(template.dataset.placeholder, nextNumber(list));
  const row = made.content.querySelector(ROW);
  list.append(row);
  row.querySelector("input:not([type=hidden], [type=radio], [type=checkbox]), textarea")?.focus();
  changed(list);
}

function remove(button) {
  const row = button.closest(ROW);
  const list = row.parentElement;
  const beside = row.nextElementSibling ?? row.previousElementSibling;
  row.remove();
  (beside?.querySelector("textarea, input:not([type=hidden])") ?? document.querySelector(`[data-row-add="${list.id}"]`))?.focus();
  changed(list);
}

function move(button, by) {
  const row = button.closest(ROW);
  const other = by < 0 ? row.previousElementSibling : row.nextElementSibling;
  other?.[by < 0 ? "before" : "after"](row);
  button.focus();
  changed(row.parentElement);
}

function changed(list) {
  list.dispatchEvent(new Event("change", { bubbles: true }));
}

export function startRows() {
  if (started) return;
  started = true;
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-question-editing] :is([data-row-add], [data-row-remove], [data-row-move])");
    if (!button) return;
    event.preventDefault();
    if (button.dataset.rowAdd) add(button);
    else if (button.dataset.rowMove) move(button, Number(button.dataset.rowMove));
    else remove(button);
  });
}
