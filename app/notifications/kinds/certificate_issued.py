"""Somebody finished a class and has a certificate of it."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select

from app.extensions import db
from app.models.certificate import Certificate
from app.models.event import Event
from app.models.user import Role, User
from app.notifications.kinds import Kind, shorten


class CertificateIssued(Kind):
    """For its holder, unless it was revoked meanwhile."""

    name = "certificate_issued"
    hears = ("certificate.issued",)
    label = _l("Certificates")
    icon = "patch-check"
    tone = "ok"
    sender_limit = None
    roles = frozenset({Role.STUDENT})
    variables = {"title": _l("Biology 7b")}

    def audience(self, event: Event) -> Select[int]:
        holders = select(User.id).join(Certificate, Certificate.user_id == User.id)
        return holders.where(Certificate.id == event.subject_id)

    def title(self, event: Event) -> str:
        return shorten(_("Your certificate: %(title)s", title=event.facts["title"]))

    def body(self, event: Event) -> str:
        return _("You finished the class. Congratulations! You can print it, or show its code to others.")

    def path(self, event: Event) -> str:
        return f"/certificates/{event.facts['certificate']}"

    def is_due(self, event: Event) -> bool:
        good = select(Certificate.id).where(Certificate.id == event.subject_id, Certificate.revoked_at.is_(None))
        return db.session.scalar(good) is not None


KIND = CertificateIssued()
