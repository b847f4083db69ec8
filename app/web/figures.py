"""Points, shares and lengths of time as the reader writes them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from flask_babel import format_decimal
from flask_babel import gettext as _

from app.models.exact import decimal

MINUTE = 60
HOUR = 3600


def points(value: Fraction) -> str:
    """With two decimals."""
    return str(format_decimal(decimal(value), "#,##0.00"))


def points_plain(value: Fraction) -> str:
    """For scripts and forms: with a point, without needless zeros."""
    return f"{decimal(value).normalize():f}"


def correlation(value: float) -> str:
    """With two decimals."""
    return str(format_decimal(round(value, 2), "0.00"))


def hundredths(value: int) -> str:
    """Hundredths of a percent as a percentage with two decimals."""
    return f"{format_decimal(Decimal(value) / 100, '0.00')}\u00a0%"


def duration(seconds: int) -> str:
    """As in "1 h 05 min" or "4 min 30 s"."""
    if seconds >= HOUR:
        return _("%(hours)d h %(minutes)02d min", hours=seconds // HOUR, minutes=seconds % HOUR // MINUTE)
    return _("%(minutes)d min %(seconds)02d s", minutes=seconds // MINUTE, seconds=seconds % MINUTE)
