"""What is typed about certificates."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField, TextAreaField

from app.models import limits
from app.web.forms import Form, at_most, needed

TYPED = 60


class RevocationForm(Form):
    reason = TextAreaField(
        _l("Reason"),
        [needed(), at_most(limits.REVOCATION_REASON)],
        description=_l("Its holder and the school read it. Whoever checks the code does not."),
    )


class CodeForm(Form):
    code = StringField(_l("Code"), [needed(), at_most(TYPED)], description=_l("Four groups of five signs."))


class RecognitionForm(Form):
    recognises = BooleanField(_l("Achievements and days in a row"))
    certifies = BooleanField(_l("Certificates"))
