// The list of files under a file field: each with its progress and a way to stop it. The form waits for all of them.
import { fail, keep, rowFor } from "./rows.js";
import { upload } from "./upload.js";

const under = new WeakMap();

function hold(form, change) {
  const count = (under.get(form) ?? 0) + change;
  under.set(form, count);
  for (const button of form.querySelectorAll('button[type="submit"]')) {
    if (count) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
  }
  return count;
}

async function bring(box, file) {
  const form = box.closest("form");
  const parts = rowFor(box, file);
  const ending = new AbortController();
  const stop = () => ending.abort();
  parts.button.addEventListener("click", stop, { once: true });
  const waits = () => { parts.note.textContent = navigator.onLine ? "" : box.dataset.textWaiting; };
  window.addEventListener("offline", waits);
  window.addEventListener("online", waits);
  hold(form, 1);
  try {
    const found = await upload(file, {
      classroom: box.dataset.uploadClassroom,
      signal: ending.signal,
      onProgress(sent, all) {
        parts.bar.value = sent;
        parts.note.textContent = sent === all ? box.dataset.textFinishing : `${Math.floor((sent / all) * 100)} %`;
      },
    });
    parts.button.removeEventListener("click", stop);
    keep(box, parts, found);
  } catch (error) {
    if (ending.signal.aborted) parts.row.remove();
    else fail(box, parts, error.message);
  } finally {
    window.removeEventListener("offline", waits);
    window.removeEventListener("online", waits);
    if (!hold(form, -1)) box.dispatchEvent(new CustomEvent("uploads:done", { bubbles: true }));
  }
}

/** Brings `files` one after the other, and empties the field, so that the form does not bring them once more. */
export async function startFiles(box, files) {
  const field = box.querySelector('input[type="file"]');
  const wanted = field.multiple ? files : files.slice(0, 1);
  field.value = "";
  if (!field.multiple) box.querySelector("[data-upload-list]").replaceChildren();
  const form = box.closest("form");
  if (!form.dataset.waitsForUploads) {
    form.dataset.waitsForUploads = "yes";
    form.addEventListener("submit", (event) => {
      if (under.get(form)) {
        event.preventDefault();
        event.stopImmediatePropagation();
      }
    }, { capture: true });
  }
  for (const file of wanted) await bring(box, file);
}
