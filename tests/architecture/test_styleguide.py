"""The styleguide has every component: whoever changes one sees it there."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, nodes

TEMPLATES = Path(__file__).parents[2] / "app" / "templates"
GUIDE = [TEMPLATES / "pages" / "styleguide.html", *sorted((TEMPLATES / "pages" / "styleguide").glob("*.html"))]
# Of the page around: the styleguide is one itself, and has them where they belong.
AROUND = {"flashes", "bell", "bell_badge"}
# Hidden fields of a form that was really asked for.
UNSEEN = {"once", "kept_fields"}


def parsed(path: Path) -> nodes.Template:
    extensions = ["jinja2.ext.do", "jinja2.ext.i18n"]
    return Environment(autoescape=True, extensions=extensions).parse(path.read_text())


def called(node: nodes.Node) -> set[str]:
    """What is called in it, by the name alone: `ui.badge(…)` is a call of `badge`."""
    calls = (call.node for call in node.find_all(nodes.Call))
    return {called.name if isinstance(called, nodes.Name) else getattr(called, "attr", "") for called in calls}


def components() -> dict[str, set[str]]:
    """Every macro, with what it calls itself."""
    files = map(parsed, sorted((TEMPLATES / "components").glob("*.html")))
    return {macro.name: called(macro) for file in files for macro in file.find_all(nodes.Macro)}


def renamed(path: Path) -> dict[str, str]:
    """What is imported under another name."""
    imports = parsed(path).find_all(nodes.FromImport)
    return {name[1]: name[0] for each in imports for name in each.names if isinstance(name, tuple)}


def test_the_styleguide_shows_every_component() -> None:
    macros = components()
    shown: set[str] = set()
    ahead = {renamed(path).get(name, name) for path in GUIDE for name in called(parsed(path))}
    while ahead := (ahead & macros.keys()) - shown:
        shown |= ahead
        ahead = {name for macro in ahead for name in macros[macro]}
    assert macros.keys() - shown == AROUND | UNSEEN
