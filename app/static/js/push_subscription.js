import { post, stored, user } from "./requests.js";
import { deviceLabel, fromBase64Url } from "./push_state.js";

const PATIENCE = 10_000;

/** Firewalls at schools let subscribe() hang for ever, so it gets a limit of its own. */
function within(promise, milliseconds = PATIENCE) {
  let timer;
  const limit = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error("timeout")), milliseconds);
  });
  return Promise.race([promise, limit]).finally(() => clearTimeout(timer));
}

const registered = () => within(navigator.serviceWorker.ready);

export const currentSubscription = async () => (await registered()).pushManager.getSubscription();

async function fetchKey() {
  const answer = await within(fetch("/push/key", { credentials: "same-origin", cache: "no-store" }));
  if (!answer.ok) throw new Error(`key ${answer.status}`);
  return answer.json();
}

const sameKey = (subscription, bytes) => {
  const own = subscription.options?.applicationServerKey;
  return Boolean(own) && new Uint8Array(own).every((byte, index) => byte === bytes[index]);
};

/** Tells the server about the subscription and remembers that it knows. */
export async function report(subscription, key = stored.read("push")?.key) {
  const answer = await post("/push/subscriptions", { ...subscription.toJSON(), label: deviceLabel(navigator.userAgentData) });
  if (!answer.ok) throw new Error(`subscription ${answer.status}`);
  stored.write("push", { user: user(), key, endpoint: subscription.endpoint, at: Date.now() });
}

/** A subscription under the server's present key, known to the server. Throws when the browser or the network will not. */
export async function subscribe() {
  const { key, id } = await fetchKey();
  const bytes = fromBase64Url(key);
  const { pushManager } = await registered();
  let subscription = await pushManager.getSubscription();
  if (subscription && !sameKey(subscription, bytes)) {
    await subscription.unsubscribe();
    subscription = null;
  }
  subscription ??= await within(pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes }));
  await report(subscription, String(id));
}

export async function unsubscribe() {
  const subscription = await currentSubscription();
  stored.write("push", { user: user(), off: true });
  if (!subscription) return;
  await post("/push/unsubscription", { endpoint: subscription.endpoint });
  await subscription.unsubscribe();
}
