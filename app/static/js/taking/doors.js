// The doors of an attempt on the server. What comes back is never a page: a session that ended is a status of its own.
import { csrfToken } from "../requests.js";

export const GONE = 0;

/** {status, at, came, ...JSON}: status 0 where nobody answered within `patience` milliseconds. */
export async function ask(path, { body, patience = 8000, keepalive = false } = {}) {
  const sent = Date.now();
  const headers = { Accept: "application/json", "X-Requested-With": "fetch" };
  const options = { credentials: "same-origin", redirect: "manual", keepalive, headers, signal: AbortSignal.timeout(patience) };
  if (body !== undefined) {
    Object.assign(options, { method: "POST", body: JSON.stringify(body) });
    Object.assign(headers, { "X-CSRFToken": csrfToken(), "Content-Type": "application/json" });
  }
  try {
    const answer = await fetch(path, options);
    const status = answer.type === "opaqueredirect" ? 401 : answer.status;
    const told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
    return { ...told, status, sent, came: Date.now() };
  } catch {
    return { status: GONE, sent, came: Date.now() };
  }
}

/** A page whose session ended and began again in another tab has an old token. */
export function renewToken(token) {
  const place = document.querySelector('meta[name="csrf-token"]');
  if (token && place) place.content = token;
  for (const field of document.querySelectorAll('input[name="csrf_token"]')) if (token) field.value = token;
}

/** The time is over and everything is there: hand it in, and on to the result. */
export async function handIn(here, token) {
  const body = new FormData();
  body.set("csrf_token", token);
  const sent = await fetch(`${here}/submission`, { method: "POST", body, credentials: "same-origin", redirect: "manual" }).catch(() => undefined);
  if (sent) location.assign(here);
}
