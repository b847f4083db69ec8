import { post } from "./requests.js";
import { safePath } from "./paths.js";

/** Tells the server that the notification with this public id was opened. */
export function markOpened(id) {
  if (!/^[\w-]{1,64}$/.test(id ?? "")) return Promise.resolve();
  return post(`/notifications/${id}/opening`, new FormData()).catch(() => {});
}

/** A click on a system notification opened this page as /path?n=<id>: note it and clean the address. */
export function noteArrival() {
  const address = new URL(location.href);
  const id = address.searchParams.get("n");
  if (!id) return;
  address.searchParams.delete("n");
  history.replaceState(history.state, "", address);
  markOpened(id);
}

/** A click on a system notification while a page of ours is open. */
export async function openFromNotification({ path, n }) {
  await Promise.race([markOpened(n), new Promise((resolve) => setTimeout(resolve, 1000))]);
  location.assign(safePath(path, location.origin));
}
