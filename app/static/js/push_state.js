const DAY = 24 * 60 * 60 * 1000;
export const SNOOZE = 14 * DAY;

/** Which face the push card shows: install, insecure, unsupported, blocked, on or off. */
export function cardState({ secure, supported, appleBrowser, installed, permission, subscribed }) {
  if (!secure) return "insecure";
  if (!supported) return appleBrowser && !installed ? "install" : "unsupported";
  if (permission === "denied") return "blocked";
  return permission === "granted" && subscribed ? "on" : "off";
}

/**
 * What a page load does: "nothing", "report" (tell the server again) or "subscribe" (the browser lost it, or the key changed).
 * `kept` is what this browser remembers: {user, key, endpoint, at, off}.
 */
export function reconciliation({ permission, endpoint, kept, user, key, now }) {
  if (permission !== "granted" || !user) return "nothing";
  if (kept?.off) return "nothing";
  if (!endpoint || (key && kept?.key && key !== kept.key)) return "subscribe";
  if (kept?.user !== user || kept.endpoint !== endpoint || !(now - kept.at < DAY)) return "report";
  return "nothing";
}

/** Bytes of a base64url text (the application server key, RFC 8292 section 3.2). */
export function fromBase64Url(text) {
  const padded = text.replace(/-/g, "+").replace(/_/g, "/").padEnd(Math.ceil(text.length / 4) * 4, "=");
  return Uint8Array.from(atob(padded), (character) => character.charCodeAt(0));
}

/** "Chrome, Android" where the browser says so, else "" and the server names the device by its User-Agent. */
export function deviceLabel(data) {
  const brand = data?.brands?.map((item) => item.brand).filter((name) => !/not.?a.?brand|^chromium$/i.test(name)).pop();
  return [brand, data?.platform].filter(Boolean).join(", ");
}
