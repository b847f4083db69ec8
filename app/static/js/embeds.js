// [data-embed]: a video of another site. Nothing of it is loaded before its button is pressed.
function play(box) {
  const frame = document.createElement("iframe");
  const address = new URL(box.dataset.embed);
  address.searchParams.set("autoplay", "1");
  frame.src = address.href;
  frame.title = box.dataset.embedTitle;
  frame.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
  frame.referrerPolicy = "strict-origin-when-cross-origin"; // the players refuse whoever hides it
  frame.className = "embed-frame";
  box.replaceChildren(frame);
  frame.focus();
}

export function startEmbeds() {
  document.addEventListener("click", (event) => {
    const start = event.target.closest?.("[data-embed-start]");
    if (!start || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    play(start.closest("[data-embed]"));
  });
}
