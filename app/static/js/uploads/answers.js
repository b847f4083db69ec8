// What the server says about an upload, and how long to wait before asking again.
import { csrfToken } from "../requests.js";

export const DELAYS = [0, 1000, 3000, 5000, 10_000, 20_000, 30_000, 60_000];
const PASSING = new Set([0, 408, 409, 423, 425, 429, 460, 500, 502, 503, 504]);

/** Why a file did not arrive; `message` is for people, and empty where only the network is to blame. */
export class UploadError extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

/** Whether the same may work a little later. */
export const passes = (status) => PASSING.has(status);

export const headers = () => ({ "X-CSRFToken": csrfToken(), "X-Requested-With": "fetch", Accept: "application/json" });

export const after = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

export const online = () => (navigator.onLine ? Promise.resolve() : new Promise((resolve) => {
  window.addEventListener("online", resolve, { once: true });
}));

/** The sentence in a problem document (RFC 9457); "" where there is none. */
export function reason(text) {
  try {
    const problem = JSON.parse(text);
    return Object.values(problem.errors ?? {})[0] ?? problem.detail ?? "";
  } catch { return ""; }
}
