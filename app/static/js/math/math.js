// Formulas: TeX in code.math-inline and pre.math-block, drawn with MathML beside for screen readers. Whatever KaTeX does
// not take stays the words that were typed.
import katex from "katex";

const LONGEST = 2000;
const AT_ONCE = 40;
const OPTIONS = {
  throwOnError: true, trust: false, strict: false, maxExpand: 300, maxSize: 20, output: "htmlAndMathml",
  // These two would write style attributes into MathML, which the policy of our pages refuses.
  macros: { "\\fcolorbox": "\\boxed{#3}", "\\pmb": "\\boldsymbol{#1}" },
};

function loadStyles() {
  if (!MATH_STYLES || document.querySelector("link[data-math-styles]")) return;
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = new URL(MATH_STYLES, import.meta.url).href;
  link.dataset.mathStyles = "";
  document.head.append(link);
}

/** Draw `tex` into `place`. Answers "" or why that is impossible; then `place` holds the words. */
export function draw(place, tex, block) {
  loadStyles();
  try {
    if (tex.length > LONGEST) throw new RangeError(`${tex.length} > ${LONGEST}`);
    const drawn = document.createElement("span");
    katex.render(tex, drawn, { ...OPTIONS, displayMode: block });
    place.replaceChildren(...drawn.childNodes);
    return "";
  } catch (error) {
    place.textContent = tex;
    return error.message.replace(/^KaTeX parse error: /, "");
  }
}

/** Draw all formulas inside `root`, some at a time. */
export function drawAll(root) {
  const waiting = [...root.querySelectorAll(".prose :is(code.math-inline, pre.math-block):not([data-drawn])")]
    .filter((place) => !place.closest(".ProseMirror"));
  const some = () => {
    for (const place of waiting.splice(0, AT_ONCE)) {
      place.dataset.drawn = draw(place, place.textContent, place.matches("pre")) ? "no" : "yes";
    }
    if (waiting.length) setTimeout(some, 0);
  };
  some();
}
