// A calendar whose sessions may be drawn to other days: [data-calendar-move] is the form that moves one.
import { announce } from "../announcer.js";

export function startCalendar() {
  const form = document.querySelector("[data-calendar-move]");
  if (form && document.querySelector("[data-move-url]")) {
    import("./moving.js").then(({ mountMoving }) => mountMoving(form, announce)).catch(() => {});
  }
}
