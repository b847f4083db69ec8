// Contract: [data-toasts] (the place), <template data-toast-template data-many="{n} new notifications" data-many-href> with one
// [data-toast] holding a link [data-toast-link], [data-toast-title], a button [data-toast-close]; one live region #announcer.
import { announce } from "./announcer.js";
import { countText } from "./bell_state.js";
import { markOpened } from "./opening.js";
import { safePath } from "./paths.js";
import { countdown } from "./toast_timer.js";

const AT_MOST = 3;
const SETTLE = 300;
const SETTLE_AT_MOST = 1500;
const waiting = [];
const pushedPaths = new Map();
let timer, firstAt;

function draw({ title, path, id }) {
  const place = document.querySelector("[data-toasts]");
  const template = document.querySelector("template[data-toast-template]");
  if (!place || !template) return;
  const toast = template.content.cloneNode(true).querySelector("[data-toast]");
  toast.dataset.path = path;
  toast.querySelector("[data-toast-title]").textContent = title;
  const link = toast.querySelector("[data-toast-link]");
  link.href = path;
  link.addEventListener("click", () => markOpened(id));
  toast.querySelector("[data-toast-close]").addEventListener("click", () => toast.remove());
  place.append(toast);
  while (place.querySelectorAll("[data-toast]").length > AT_MOST) place.querySelector("[data-toast]").remove();
  countdown(toast);
}

function flush() {
  const items = waiting.splice(0).filter((item) => !wasPushed(item.path));
  firstAt = undefined;
  if (!items.length) return;
  const many = document.querySelector("template[data-toast-template]")?.dataset;
  const toasts = items.length <= AT_MOST - 1 || !many?.many
    ? items : [{ title: countText(items.length, { other: many.many }), path: many.manyHref }];
  toasts.slice(-AT_MOST).forEach(draw);
  announce(toasts.map((toast) => toast.title).join(". "));
}

/** Items {id, title, path}; a burst becomes one toast and one announcement. */
export function show(items) {
  if (!items.length) return;
  for (const { id, title, path } of items) waiting.push({ id, title, path: safePath(path, location.origin) });
  firstAt ??= performance.now();
  clearTimeout(timer);
  timer = setTimeout(flush, Math.min(SETTLE, Math.max(0, firstAt + SETTLE_AT_MOST - performance.now())));
}

const wasPushed = (path) => performance.now() - (pushedPaths.get(path) ?? -Infinity) < 60_000;

/** The service worker showed the same news on this device. Answers whether a toast for it already stands here. */
export function notePush(path) {
  pushedPaths.set(path, performance.now());
  return Boolean(document.querySelector(`[data-toasts] [data-path="${CSS.escape(path)}"]`));
}
