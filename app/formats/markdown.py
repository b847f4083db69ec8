"""Markdown as people know it from elsewhere: CommonMark, tables, struck out words, formulas, callouts.

Formulas stand between dollars ($…$ in a line, $$…$$ for themselves) as in Pandoc; a callout is a quotation that
begins with [!NOTE], [!TIP] or [!WARNING], as on GitHub. HTML in Markdown stays the text that it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

CALLOUTS = {"note": "note", "important": "note", "tip": "tip", "warning": "warning", "caution": "warning"}
# Bounds of the search for the second dollar: without them a text of single dollars takes quadratic time.
LONGEST_FORMULA = 2_000
MOST_LINES = 100

_picture = re.compile(r"!\[([^\[\]]{0,1000})\]\((/files/[0-9a-f]{32})\)")
_callout = re.compile(rf"\[!({'|'.join(CALLOUTS)})\][ \t]*(?:\n|\Z)", re.IGNORECASE)


def render(source: str) -> str:
    """HTML for `source`, not sanitised."""
    return str(_markdown.render(source))


def literal(source: str) -> str:
    """HTML, not sanitised, for what is no Markdown: only formulas, and pictures of ours, are read as in Markdown."""
    return str(_literal.render(source))


def _formula_in_line(state: StateInline, silent: bool) -> bool:
    text, start = state.src, state.pos
    if text[start] != "$":
        return False
    mark = "$$" if text.startswith("$$", start) else "$"
    begin = start + len(mark)
    end = text.find(mark, begin, min(state.posMax, begin + LONGEST_FORMULA))
    formula = text[begin:end] if end > begin else ""
    if not formula or (mark == "$" and not _is_tight(formula, text[end + 1 : end + 2])):
        return False
    if not silent:
        state.push("formula_in_line", "code", 0).content = formula.strip()
    state.pos = end + len(mark)
    return True


def _is_tight(formula: str, behind: str) -> bool:
    """Not a price: "$5 and $10" has a blank before the second dollar, "$5-$10" a digit behind it."""
    return not formula[0].isspace() and not formula[-1].isspace() and not behind.isdigit()


def _formula_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if state.is_code_block(start) or not _line(state, start).startswith("$$"):
        return False
    for line in range(start, min(end, start + MOST_LINES)):
        ends = _line(state, line)
        if ends.endswith("$$") and (line > start or len(ends) > 4):  # two marks and something between
            break
        if line > start and state.sCount[line] < state.blkIndent:
            return False
    else:
        return False
    formula = state.getLines(start, line + 1, state.blkIndent, False).strip()[2:-2].strip()
    if "$$" in formula:
        return False
    if not silent:
        token = state.push("formula_block", "pre", 0)
        token.content = formula
        token.map = [start, line + 1]
        state.line = line + 1
    return True


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]].rstrip()


def _mark_callouts(state: StateCore) -> None:
    """Give quotations that begin with a mark its class, and take the mark away."""
    kept: list[Token] = []
    tokens = iter(state.tokens)
    for token in tokens:
        inside = token.type == "inline" and len(kept) > 1 and kept[-2].type == "blockquote_open"
        found = _callout.match(token.content) if inside else None
        if not found:
            kept.append(token)
            continue
        kept[-2].attrSet("class", f"callout-{CALLOUTS[found[1].lower()]}")
        token.content = token.content[found.end() :]
        if token.content:
            kept.append(token)
        else:
            kept.pop()
            next(tokens)
    state.tokens = kept


def _as_code(_renderer: RendererProtocol, tokens: Sequence[Token], place: int, _options: Any, _env: Any) -> str:
    return f'<code class="math-inline">{escapeHtml(tokens[place].content)}</code>'


def _as_block(_renderer: RendererProtocol, tokens: Sequence[Token], place: int, _options: Any, _env: Any) -> str:
    return f'<pre class="math-block">{escapeHtml(tokens[place].content)}</pre>\n'


def _picture_of_ours(state: StateInline, silent: bool) -> bool:
    found = _picture.match(state.src, state.pos)
    if not found:
        return False
    if not silent:
        state.push("picture_of_ours", "img", 0).attrs = {"src": found[2], "alt": found[1]}
    state.pos = found.end()
    return True


def _as_picture(renderer: RendererProtocol, tokens: Sequence[Token], place: int, _options: Any, _env: Any) -> str:
    return "<img" + "".join(f' {name}="{escapeHtml(str(value))}"' for name, value in tokens[place].attrs.items()) + ">"


def _with_formulas(made: MarkdownIt) -> MarkdownIt:
    made.inline.ruler.after("escape", "formula_in_line", _formula_in_line)
    made.block.ruler.before("fence", "formula_block", _formula_block, {"alt": ["paragraph", "blockquote", "list"]})
    made.add_render_rule("formula_in_line", _as_code)
    made.add_render_rule("formula_block", _as_block)
    return made


def _make() -> MarkdownIt:
    made = _with_formulas(MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]))
    made.core.ruler.after("block", "callouts", _mark_callouts)
    return made


def _make_literal() -> MarkdownIt:
    made = _with_formulas(MarkdownIt("zero", {"html": False, "breaks": True}).enable("newline"))
    made.inline.ruler.after("text", "picture_of_ours", _picture_of_ours)
    made.add_render_rule("picture_of_ours", _as_picture)
    return made


def _in_order(made: MarkdownIt) -> MarkdownIt:
    """With its rules sorted now: of two threads that first ask for them at once, one finds them half sorted."""
    made.render("a")
    return made


_markdown = _in_order(_make())
_literal = _in_order(_make_literal())
