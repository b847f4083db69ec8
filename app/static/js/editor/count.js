// How long the text is: told from four fifths of what can be saved on. Nothing is ever cut off.
const FROM = 0.8;
const PAUSE = 500;

export function startCount(textarea) {
  const said = textarea.form?.querySelector("[data-editor-count]");
  if (!said) return;
  const most = Number(said.dataset.most);
  const figures = new Intl.NumberFormat(document.documentElement.lang);
  let timer;
  const paint = () => {
    const length = textarea.value.length;
    const over = length - most;
    const words = over > 0 ? said.dataset.over.replace("{n}", figures.format(over))
      : said.dataset.said.replace("{n}", figures.format(length)).replace("{most}", figures.format(most));
    said.hidden = length < most * FROM;
    said.toggleAttribute("data-too-long", over > 0);
    if (said.textContent !== words) said.textContent = words;
  };
  textarea.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(paint, PAUSE);
  });
  paint();
}
