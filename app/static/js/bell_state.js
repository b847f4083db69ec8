/** Absolute states only: a state counts when its version is higher than our own, whatever order they come in. */
export const isNewer = (own, other) => Number.isInteger(other?.version) && other.version > own.version;

/** "" for none, "1" to "9", then "9+". */
export const badgeText = (unread) => (unread > 9 ? "9+" : unread > 0 ? String(unread) : "");

/** Page title with "(3) " before it; an older count is replaced. */
export function titleWith(unread, title) {
  const bare = title.replace(/^\(\d\+?\) /, "");
  return unread > 0 ? `(${badgeText(unread)}) ${bare}` : bare;
}

/** The one text of {none, one, other} that fits, with {n} filled in. */
export function countText(count, { none = "", one = "", other = "" }) {
  const text = count === 0 ? none : count === 1 ? one : other;
  return text.replace("{n}", String(count));
}

/** Items of a sync answer that deserve a toast: unread and after `since`, oldest first; none while `since` is unknown. */
export function freshItems(items, since) {
  if (since === null) return [];
  return items.filter((item) => item.seq > since && !item.read && !item.read_at).sort((a, b) => a.seq - b.seq);
}
