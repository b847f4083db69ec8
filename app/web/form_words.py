"""What WTForms says by itself, in our languages: it brings Spanish, no Hindi, and its words are not ours."""

from __future__ import annotations

from flask_babel import get_domain, gettext
from flask_babel import lazy_gettext as _l

# So that they are collected; only choices are judged by the library itself.
COLLECTED = (_l("Not a valid choice."), _l("Invalid Choice: could not coerce."))


class Words:
    """Stands where WTForms looks for a catalogue."""

    def gettext(self, text: str) -> str:
        return gettext(text)

    def ngettext(self, one: str, many: str, number: int) -> str:
        """Not filled in: the library does that, with names that only it knows."""
        return str(get_domain().get_translations().ungettext(one, many, number))
