// form[data-theme-form] with a select or radio buttons named "theme": the page turns at once, the server keeps it.
import { post } from "./requests.js";

const THEMES = ["system", "light", "dark"];

function onChange(event) {
  const form = event.target.closest("form[data-theme-form]");
  if (!form || event.target.name !== "theme" || !THEMES.includes(event.target.value)) return;
  document.documentElement.dataset.theme = event.target.value;
  post(form.action, new FormData(form)).catch(() => {});
}

export function startTheme() {
  document.addEventListener("change", onChange);
  for (const button of document.querySelectorAll("form[data-theme-form] [data-without-scripts]")) button.hidden = true;
}
