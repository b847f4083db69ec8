// [data-material]: only the fields that the chosen kind of lesson has. Without scripts all of them stand there.
function arrange(box) {
  const kind = box.querySelector('input[name="kind"]:checked')?.value ?? "text";
  for (const part of box.querySelectorAll("[data-material-for]")) {
    part.hidden = !part.dataset.materialFor.split("-").includes(kind);
  }
}

export function startMaterial() {
  for (const box of document.querySelectorAll("[data-material]")) {
    arrange(box);
    box.addEventListener("change", () => arrange(box));
  }
}
