// Pages of an attempt load what they need; every other page only looks whether answers are left to be sent.
import { announce } from "../announcer.js";
import { user } from "../requests.js";
import { clear, waitingFor } from "./leftover.js";

export function startLazyTaking() {
  document.addEventListener("submit", ({ target }) => {
    if (target.getAttribute("action") === "/logout") clear();
  });
  const taking = document.querySelector("form[data-taking]");
  const reviewing = document.querySelector("[data-reviewing]");
  const over = document.querySelector("form[data-over]");
  if (taking) return import("./taking.js").then(({ startTaking }) => startTaking(taking, announce));
  if (reviewing) return import("./reviewing.js").then(({ startReviewing }) => startReviewing(reviewing, announce));
  if (user() && waitingFor()) return import("./sweep.js").then(({ sendAll }) => sendAll(user())).then(() => over?.submit());
  over?.submit();
  return undefined;
}
