import { post } from "./requests.js";
import { safePath } from "./paths.js";

/** Tells the server that a notification was opened; [data-bell] has data-open-url with "__id__" in it. */
export function markOpened(id) {
  const address = document.querySelector("[data-bell]")?.dataset.openUrl;
  if (!address || !/^[\w-]{1,64}$/.test(id ?? "")) return Promise.resolve();
  return post(address.replace("__id__", id), new FormData()).catch(() => {});
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
