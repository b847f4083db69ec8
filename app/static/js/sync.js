// Asks the server what is true and new: GET data-sync-url?since=<seq> -> {version, unread, last_seq, live, reset, items}.
import { apply, current } from "./bell.js";
import { freshItems } from "./bell_state.js";
import { show } from "./toasts.js";

let tag = "";
let running;

/** "ok", "stop" (signed out, or no such page) or "later" (offline, busy, broken). */
async function ask(quiet) {
  const since = current().lastSeq ?? 0;
  const address = document.querySelector("[data-bell]").dataset.syncUrl;
  const answer = await fetch(`${address}?since=${since}`, {
    headers: { Accept: "application/json", ...(tag && { "If-None-Match": tag }) },
    credentials: "same-origin", cache: "no-store", redirect: "manual",
  });
  if (answer.status === 304) return "ok";
  if (!answer.ok) return answer.type === "opaqueredirect" || [401, 403, 404].includes(answer.status) ? "stop" : "later";
  tag = answer.headers.get("ETag") ?? "";
  take(await answer.json(), quiet || document.hidden);
  return "ok";
}

function take({ version, unread, last_seq: lastSeq, live, reset, items = [] }, quiet) {
  document.dispatchEvent(new CustomEvent("classbell:live", { detail: live }));
  const fresh = reset ? [] : freshItems(items, current().lastSeq);
  apply({ version, unread, lastSeq });
  if (!quiet) show(fresh);
}

/** Never two at once: a call during a running one waits for it and then asks again. */
export async function sync({ quiet = false } = {}) {
  const before = running;
  const mine = (async () => {
    await before;
    return ask(quiet).catch(() => "later");
  })();
  running = mine;
  const outcome = await mine;
  if (running === mine) running = undefined;
  return outcome;
}
