// A file on its way up, in pieces: goes on where it was after a lost network, also after the page was left.
import { Upload } from "tus-js-client";
import { DELAYS, UploadError, after, headers, online, passes, reason } from "./answers.js";
import { finish, sum } from "./completion.js";

const PIECE_BYTES = 8_000_000;

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
      onShouldRetry: (error) => passes(error.originalResponse?.getStatus() ?? 0),
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

/**
 * Brings `file` to the class with the public id `classroom`. Resolves with the file as the server knows it: id, url,
 * filename, size, kind, width, height, and a receipt. `onProgress(sent, all)` in bytes; `signal` ends it and throws its
 * bytes away. Throws UploadError.
 */
export async function upload(file, { classroom, onProgress = () => {}, signal } = {}) {
  const [url, sha256] = await Promise.all([send(file, classroom, onProgress, signal), sum(file)]);
  return finish(url, sha256, signal);
}
