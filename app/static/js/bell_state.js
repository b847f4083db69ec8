/** Absolute states only: a state counts when its version is higher than our own, whatever order they come in. */
export const isNewer = (own, other) => Number.isInteger(other?.version) && other.version > own.version;

/** "" for none, "1" to "9", then "9+". */
export const badgeText = (unread) => (unread > 9 ? "9+" : unread > 0 ? String(unread) : "");

/** Page title with "(3) " before it; an older count is replaced. */
export function titleWith(unread, title) {
  const bare = title.replace(/^\(\d\+?\) /, "");
  return unread > 0 ? `(${badgeText(unread)}) ${bare}` : bare;
}

/** A text with its number in place of {count}. */
export const countText = (count, text) => text.replace("{count}", String(count));

/** Items of a sync answer that deserve a toast: unread and after `since`, oldest first; none while `since` is unknown. */
export function freshItems(items, since) {
  if (since === null) return [];
  return items.filter((item) => item.seq > since && !item.read && !item.read_at).sort((a, b) => a.seq - b.seq);
}
