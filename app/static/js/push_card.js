// Contract: [data-push-card="prompt"|"settings"] hidden; inside, [data-push-when="off …"] parts (states: install, insecure,
// unsupported, blocked, on, off, busy, failed) and buttons [data-push-enable], [data-push-later], [data-push-disable].
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
    card.setAttribute("aria-busy", String(state === "busy"));
    for (const part of card.querySelectorAll("[data-push-when]")) part.hidden = !part.dataset.pushWhen.split(" ").includes(state);
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

export async function repaint() {
  if (cards().length) paint(await look());
}

async function attempt(work) {
  paint("busy");
  try {
    await work();
    await repaint();
  } catch {
    paint("failed");
  }
}

async function enable(card) {
  card.dataset.asked = "1";
  paint("busy");
  // The question must be the first thing after the click, or browsers do not count it as asked for.
  const permission = await Notification.requestPermission();
  if (permission === "granted") await attempt(subscribe);
  else await repaint();
}

function postpone() {
  stored.write("push-later", Date.now() + SNOOZE);
  for (const card of cards()) if (card.dataset.pushCard === "prompt") card.hidden = true;
}

export async function startCards(isSupported) {
  supported = isSupported;
  for (const card of cards()) {
    card.querySelectorAll("[data-push-enable]").forEach((button) => button.addEventListener("click", () => enable(card)));
    card.querySelectorAll("[data-push-later]").forEach((button) => button.addEventListener("click", postpone));
    card.querySelectorAll("[data-push-disable]").forEach((button) => button.addEventListener("click", () => attempt(unsubscribe)));
  }
  await repaint();
}
