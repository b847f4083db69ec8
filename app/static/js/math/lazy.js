// KaTeX comes only to pages with a formula.
export function startMath(root = document) {
  if (root.querySelector("code.math-inline, pre.math-block")) import("./math.js").then(({ drawAll }) => drawAll(root)).catch(() => {});
}
