// A page with form[data-question-form] keeps what is typed by itself; without scripts, its buttons do.
import { csrfToken } from "../requests.js";

export function startWriting() {
  const form = document.querySelector("form[data-question-form]");
  if (form) import("./writing.js").then(({ mountWriting }) => mountWriting(form, csrfToken)).catch(() => {});
}
