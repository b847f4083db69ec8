"""axe-core in a page of a real browser: every rule it has, nothing found and nothing left open.

The mails that admins look at are in frames where no script runs, so axe does not get in: test_mail looks at them apart.
"""

from __future__ import annotations

from functools import lru_cache

from playwright.sync_api import Page

from tests.support.portal import ROOT

RUN = """async (within) => {
  const ends = (animation) => animation.effect?.getComputedTiming().endTime !== Infinity;
  const moving = () => document.getAnimations().some((each) => each.playState === "running" && ends(each));
  const patience = performance.now() + 5000;
  for (let calm = 0; calm < 3 && performance.now() < patience; calm = moving() ? 0 : calm + 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  // What KaTeX draws is hidden from readers of screens, who get MathML; its overlapping boxes cannot be measured.
  const { violations, incomplete } = await axe.run({ include: [within], exclude: [".katex-html"] }, {
    resultTypes: ["violations", "incomplete"],
    rules: { "frame-tested": { enabled: false } },
    iframes: false,
  });
  const because = (node) => [...node.any, ...node.all, ...node.none].map((check) => check.message).join("; ");
  const told = (word) => ({ id, help, nodes }) =>
    nodes.map((node) => `${word} ${id}: ${help}: ${node.target.join(" ")}: ${because(node)}`);
  return [...violations.flatMap(told("violation")), ...incomplete.flatMap(told("incomplete"))];
}"""


@lru_cache
def source() -> str:
    return (ROOT / "node_modules/axe-core/axe.min.js").read_text()


def problems(page: Page, within: str = "html") -> list[str]:
    """What axe finds. The window is made as tall as the page: bars that stick to it then cover nothing.

    Colours that are on their way to a new scheme arrive first. `within` is a selector.
    """
    size = page.viewport_size or {"width": 0, "height": 0}
    height = page.evaluate("() => document.documentElement.scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": int(height) + 200})
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(source())
    found: list[str] = page.evaluate(RUN, within)
    page.set_viewport_size(size)
    return [f"{size['width']} px: {each}" for each in found]
