// Only pages that count time, or show figures, load what does it. What every page has already is handed on.
import { around } from "../delays.js";

export function startProgress() {
  if (document.querySelector("#finish[data-viewing]")) import("./viewing.js").then((found) => found.startViewing()).catch(() => {});
  if (document.querySelector("[data-refresh]")) import("./refresh.js").then((found) => found.startRefresh(around)).catch(() => {});
}
