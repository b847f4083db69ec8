"""How the questions of a quiz did: in words, figures and drawings."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from app.blueprints.quiz_results import blueprint
from app.blueprints.quiz_results.views import frame
from app.models.quiz import Quiz
from app.permissions import Can, requires
from app.reports import chart, item_analysis
from app.reports.item_analysis import Item
from app.web.item_words import verdicts
from app.web.paging import page

PAGE = 10
DRAWN = 12


@blueprint.get("/quizzes/<id>/analysis")
@requires(Can.QUIZ_RESULTS, Quiz)
def analysis(quiz: Quiz) -> ResponseReturnValue:
    found = page(item_analysis.questions(quiz), "quiz_results.analysis", size=PAGE, id=quiz.public_id)
    items = item_analysis.items(quiz, found.items)
    spread = item_analysis.spread(quiz)
    labels = [f"{tenth * 10}–{tenth * 10 + 10}" for tenth in range(len(spread))]
    return render_template(
        "quiz_results/analysis.html",
        page=found,
        items=[(item, verdicts(item), _drawn(item)) for item in items],
        number=item_analysis.number(quiz),
        enough=item_analysis.ENOUGH,
        spread=[{"percent": label, "students": count} for label, count in zip(labels, spread, strict=True)],
        spread_chart=chart.stacked([(label, {"students": count}) for label, count in zip(labels, spread, strict=True)]),
        **frame(quiz, "analysis"),
    )


def _drawn(item: Item) -> dict[str, Any] | None:
    """Its answers as numbered columns, right ones apart; None where there is nothing to draw."""
    shown = [option for option in item.options if option.tally.count][:DRAWN] and item.options[:DRAWN]
    if not shown:
        return None
    numbers = [str(number) for number in range(1, len(shown) + 1)]
    columns = [
        (number, {"right" if option.is_right else "wrong": option.tally.count})
        for number, option in zip(numbers, shown, strict=True)
    ]
    rows = [
        {"column": number, "answer": option.tally.label, "count": option.tally.count, "option": option}
        for number, option in zip(numbers, shown, strict=True)
    ]
    return {"chart": chart.stacked(columns), "rows": rows}
