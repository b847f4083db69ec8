// Registers /sw.js, tells it who is signed in, in which words to speak and what to keep, and listens to it.
import { noteArrival, openFromNotification } from "./opening.js";
import { user } from "./requests.js";
import { notePush } from "./toasts.js";

async function closeDouble({ path, tag }) {
  if (!notePush(path)) return;
  const registration = await navigator.serviceWorker.ready;
  for (const notification of await registration.getNotifications({ tag })) notification.close();
}

function onMessage({ data }) {
  if (data?.type === "open") openFromNotification(data);
  if (data?.type === "pushed") closeDouble(data);
}

async function introduce() {
  const { active } = await navigator.serviceWorker.ready;
  const { noticeTitle: title, noticeBody: body, keep, shared } = document.body.dataset;
  active.postMessage({ type: "page", user: user(), title, body, keep, shared: shared !== undefined });
}

export async function startWorker() {
  if (user()) noteArrival();
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.addEventListener("message", onMessage);
  navigator.serviceWorker.startMessages();
  try {
    await navigator.serviceWorker.register("/sw.js", { scope: "/", updateViaCache: "none" });
    await introduce();
  } catch { /* push.js says so on its card */ }
}
