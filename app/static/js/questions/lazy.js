// Lists to be put in order, and the rows of a teacher's question, in the page and in what is put into it later.
import { announce } from "../announcer.js";

function mount(root) {
  const lists = [...root.querySelectorAll("[data-ordering]")];
  if (lists.length) import("./ordering.js").then(({ mountOrdering }) => lists.forEach((list) => mountOrdering(list, announce))).catch(() => {});
  if (root.querySelector("[data-question-editing]")) import("./question_rows.js").then(({ startRows }) => startRows()).catch(() => {});
}

export function startQuestions() {
  mount(document);
  document.addEventListener("htmx:load", ({ target }) => mount(target));
}
