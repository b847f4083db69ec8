// Contract: [data-push-card] hidden ("prompt": shown only where there is something to offer); inside, one part for each
// [data-push-state] (off, asking, on, blocked, install, unsupported, insecure, failed) and buttons [data-push-on],
// [data-push-later], [data-push-off].
import { cardState, SNOOZE } from "./push_state.js";
import { currentSubscription, subscribe, unsubscribe } from "./push_subscription.js";
import { stored } from "./requests.js";

const cards = () => document.querySelectorAll("[data-push-card]");
let supported;

function paint(state) {
  const snoozed = Date.now() < (stored.read("push-later") ?? 0);
  for (const card of cards()) {
    const prompt = card.dataset.pushCard === "prompt";
    card.dataset.state = state;
    card.hidden = prompt && (snoozed || ["insecure", "unsupported", "blocked"].includes(state) || (state === "on" && !card.dataset.asked));
    card.setAttribute("aria-busy", String(state === "asking"));
    for (const part of card.querySelectorAll("[data-push-state]")) part.hidden = part.dataset.pushState !== state;
    for (const button of card.querySelectorAll("[data-push-later]")) button.hidden = !prompt;
  }
}

// iPadOS calls itself a Mac; only the touch points give it away.
const appleBrowser = () => /iPhone|iPad|iPod/.test(navigator.userAgent)
  || (/Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1);

async function look() {
  const subscription = supported && Notification.permission === "granted" ? await currentSubscription().catch(() => null) : null;
  return cardState({
    secure: window.isSecureContext, supported, appleBrowser: appleBrowser(),
    installed: matchMedia("(display-mode: standalone)").matches || navigator.standalone === true,
    permission: supported ? Notification.permission : "default",
    subscribed: Boolean(subscription) && !stored.read("push")?.off,
  });
}

async function attempt(work) {
  paint("asking");
  try {
    await work();
    paint(await look());
  } catch {
    paint("failed");
  }
}

async function enable(card) {
  card.dataset.asked = "1";
  paint("asking");
  // The question must be the first thing after the click, or browsers do not count it as asked for.
  const permission = await Notification.requestPermission();
  if (permission === "granted") await attempt(subscribe);
  else paint(await look());
}

function postpone() {
  stored.write("push-later", Date.now() + SNOOZE);
  for (const card of cards()) if (card.dataset.pushCard === "prompt") card.hidden = true;
}

export async function startCards(isSupported) {
  supported = isSupported;
  for (const card of cards()) {
    card.querySelectorAll("[data-push-on]").forEach((button) => button.addEventListener("click", () => enable(card)));
    card.querySelectorAll("[data-push-later]").forEach((button) => button.addEventListener("click", postpone));
    card.querySelectorAll("[data-push-off]").forEach((button) => button.addEventListener("click", () => attempt(unsubscribe)));
  }
  if (cards().length) paint(await look());
}
