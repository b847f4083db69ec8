// Only pages that count time, or show figures, load what does it.
export function startProgress() {
  if (document.querySelector("#finish[data-viewing]")) import("./viewing.js").then((found) => found.startViewing()).catch(() => {});
  if (document.querySelector("[data-refresh]")) import("./refresh.js").then((found) => found.startRefresh()).catch(() => {});
}
