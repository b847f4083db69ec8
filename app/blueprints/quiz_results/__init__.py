"""What came of a quiz: the table of its teachers, grading by hand, analysis, other keys, release; and one result."""

from flask import Blueprint

from app.web import figures

blueprint = Blueprint("quiz_results", __name__)
blueprint.add_app_template_filter(figures.points, "points")
blueprint.add_app_template_filter(figures.points_plain, "points_plain")
blueprint.add_app_template_filter(figures.correlation, "correlation")
blueprint.add_app_template_filter(figures.hundredths, "hundredths")
blueprint.add_app_template_filter(figures.duration, "duration")

from app.blueprints.quiz_results import analysis, grading, regrades, releasing, result, table  # noqa: E402

__all__ = ["analysis", "blueprint", "grading", "regrades", "releasing", "result", "table"]
