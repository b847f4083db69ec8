// Keeps this browser's subscription true on every page, and runs the cards that offer it.
import { repaint, startCards } from "./push_card.js";
import { reconciliation } from "./push_state.js";
import { currentSubscription, report, subscribe } from "./push_subscription.js";
import { stored, user } from "./requests.js";

const RETRY_AFTER = 60 * 60 * 1000;

const supported = () => "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

async function reconcile() {
  const subscription = await currentSubscription();
  const step = reconciliation({
    permission: Notification.permission, endpoint: subscription?.endpoint, kept: stored.read("push"),
    user: user(), key: document.body.dataset.pushKeyId, now: Date.now(),
  });
  if (step === "report") await report(subscription);
  if (step !== "subscribe") return;
  await subscribe();
  await repaint();
}

/** Signed out: the server has dropped the subscription with the session, so the next sign-in must tell it anew. */
function forgetReport() {
  const kept = stored.read("push");
  if (kept && !kept.off) stored.write("push", { ...kept, at: 0 });
}

export async function startPush() {
  if (!user()) return forgetReport();
  await startCards(supported());
  if (!supported() || Notification.permission !== "granted" || Date.now() < stored.read("push-retry")) return undefined;
  return reconcile().catch(() => stored.write("push-retry", Date.now() + RETRY_AFTER));
}
