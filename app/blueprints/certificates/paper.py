"""The words of a certificate, in the language that it was issued in and by the clocks of the school."""

from __future__ import annotations

from babel.dates import format_date
from flask_babel import gettext as _
from flask_babel import ngettext

from app.config import LANGUAGES, settings
from app.formats.certificate_pdf import Fonts, Paper
from app.formats.wall_clock import day_of
from app.models.certificate import Certificate
from app.spoken import speaking
from app.web.assets import built
from app.web.language import school


def paper(certificate: Certificate) -> Paper:
    """What stands on it. The same certificate says the same, whoever asks and whenever."""
    language = certificate.language if certificate.language in LANGUAGES else "en"
    here = school()
    issued = day_of(certificate.issued_at, here.timezone if here else "UTC")
    site = settings().base_url
    with speaking(language):
        return Paper(
            heading=_("Certificate"),
            confirms=_("This is to certify that"),
            holder=certificate.holder,
            completed=_("has completed the class"),
            title=certificate.title,
            lessons=ngettext("%(num)d lesson", "%(num)d lessons", certificate.lessons),
            school=certificate.school,
            teacher=certificate.teacher,
            teacher_label=_("Taught by"),
            issued=format_date(issued, "long", locale=language),
            issued_label=_("Date of issue"),
            code=certificate.code_shown,
            check=_("Check it at %(site)s", site=f"{site.partition('://')[2]}/certificates/verify"),
            address=f"{site}/certificates/verify/{certificate.code}",
            language=language,
            colour=certificate.colour,
            issued_at=certificate.issued_at,
        )


def fonts() -> Fonts:
    regular, bold = built("certificate.ttf"), built("certificate-bold.ttf")
    if regular is None or bold is None:
        raise RuntimeError("the front end is not built, and the font of certificates with it: run setup/environment.py")
    return Fonts(regular, bold)
