// A file on its way up, in pieces: goes on where it was after a lost network, also after the page was left.
import { Upload } from "tus-js-client";
import { csrfToken } from "../requests.js";

const PIECE_BYTES = 8_000_000;
const SUM_BYTES = 64_000_000;
const DELAYS = [0, 1000, 3000, 5000, 10_000, 20_000, 30_000, 60_000];
const PASSING = new Set([0, 408, 409, 423, 425, 429, 460, 500, 502, 503, 504]);

/** Why a file did not arrive; `message` is for people, and empty where only the network is to blame. */
export class UploadError extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

const headers = () => ({ "X-CSRFToken": csrfToken(), "X-Requested-With": "fetch", Accept: "application/json" });
const after = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });
const online = () => (navigator.onLine ? Promise.resolve() : new Promise((resolve) => {
  window.addEventListener("online", resolve, { once: true });
}));

function reason(text) {
  try {
    const problem = JSON.parse(text);
    return Object.values(problem.errors ?? {})[0] ?? problem.detail ?? "";
  } catch { return ""; }
}

/** Where the pieces go; resolves with the address of the upload once all of them are there. */
function send(file, classroom, onProgress, signal) {
  return new Promise((resolve, reject) => {
    const upload = new Upload(file, {
      endpoint: `/classrooms/${classroom}/uploads`,
      metadata: { filename: file.name || "file" },
      headers: headers(),
      chunkSize: PIECE_BYTES,
      retryDelays: DELAYS,
      removeFingerprintOnSuccess: true,
      fingerprint: async () => ["classbell", classroom, file.name, file.size, file.lastModified].join(":"),
      onProgress: (sent, all) => onProgress(sent, all),
      onShouldRetry: (error) => PASSING.has(error.originalResponse?.getStatus() ?? 0),
      onSuccess: () => resolve(upload.url),
      onError: async (error) => {
        const status = error.originalResponse?.getStatus() ?? 0;
        if (status === 0 && !signal?.aborted) {
          await online();
          await after(DELAYS.at(-1) / 20);
          if (!signal?.aborted) upload.start();
        } else reject(new UploadError(reason(error.originalResponse?.getBody() ?? ""), status));
      },
    });
    signal?.addEventListener("abort", () => {
      upload.abort(true).catch(() => {});
      reject(signal.reason ?? new DOMException("", "AbortError"));
    }, { once: true });
    upload.findPreviousUploads().then(([previous]) => {
      if (previous) upload.resumeFromPreviousUpload(previous);
      if (!signal?.aborted) upload.start();
    });
  });
}

/** The SHA-256 in hex; "" where the file is too big to look at in one piece, or the browser does not count. */
async function sum(file) {
  if (!crypto.subtle || file.size > SUM_BYTES) return "";
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function finish(url, sha256, signal) {
  for (const delay of [...DELAYS, null]) {
    let answer;
    try {
      answer = await fetch(`${url}/completion`, {
        method: "POST", signal, credentials: "same-origin",
        headers: { ...headers(), "Content-Type": "application/json" },
        body: JSON.stringify(sha256 ? { sha256 } : {}),
      });
    } catch (error) {
      if (signal?.aborted) throw error;
    }
    if (answer?.ok) return answer.json();
    const status = answer?.status ?? 0;
    if (!PASSING.has(status) || delay === null) throw new UploadError(answer ? reason(await answer.text()) : "", status);
    await online();
    await after(delay);
  }
  return null;
}

/**
 * Brings `file` to the class with the public id `classroom`. Resolves with the file as the server knows it: id, url,
 * filename, size, kind, width, height, and a receipt. `onProgress(sent, all)` in bytes; `signal` ends it and throws its
 * bytes away. Throws UploadError.
 */
export async function upload(file, { classroom, onProgress = () => {}, signal } = {}) {
  const [url, sha256] = await Promise.all([send(file, classroom, onProgress, signal), sum(file)]);
  return finish(url, sha256, signal);
}
