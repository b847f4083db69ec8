// The end of an upload: all bytes are there, and the server makes a file of them.
import { DELAYS, UploadError, after, headers, online, passes, reason } from "./answers.js";

const SUM_BYTES = 64_000_000;

/** The SHA-256 in hex; "" where the file is too big to look at in one piece, or the browser does not count. */
export async function sum(file) {
  if (!crypto.subtle || file.size > SUM_BYTES) return "";
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Asks until there is an answer that stands; the same upload finished twice is one file. */
export async function finish(url, sha256, signal) {
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
    if (!passes(status) || delay === null) throw new UploadError(answer ? reason(await answer.text()) : "", status);
    await online();
    await after(delay);
  }
  return null;
}
