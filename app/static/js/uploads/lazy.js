// [data-upload]: files that are chosen or dropped go up at once; without scripts the form brings them itself.
function take(box, files) {
  import("./uploads.js").then(({ startFiles }) => startFiles(box, files)).catch(() => {});
}

export function startLazyUploads() {
  for (const hint of document.querySelectorAll("[data-upload] [data-without-uploads]")) hint.hidden = true;
  document.addEventListener("change", ({ target }) => {
    const box = target.matches('input[type="file"]') && target.closest("[data-upload]");
    if (box && target.files.length) take(box, [...target.files]);
  });
  document.addEventListener("dragover", (event) => {
    if (event.target.closest?.("[data-upload]") && event.dataTransfer?.types.includes("Files")) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    const box = event.target.closest?.("[data-upload]");
    if (!box || !event.dataTransfer?.files.length) return;
    event.preventDefault();
    take(box, [...event.dataTransfer.files]);
  });
}
