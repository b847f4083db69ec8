/** Says a text once through the page's one polite live region, #announcer. */
export function announce(text) {
  const region = document.getElementById("announcer");
  if (region) region.textContent = text;
}
