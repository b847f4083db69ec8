"""One's own certificates; one of them; its page of paper."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import transaction
from app.actions import certificates
from app.blueprints.certificates import blueprint
from app.blueprints.certificates.forms import RevocationForm
from app.blueprints.certificates.paper import fonts, paper
from app.errors import Conflict
from app.formats import certificate_pdf
from app.models.certificate import Certificate
from app.permissions import Can, allowed, requires
from app.web.forms import attempt, show
from app.web.paging import page
from app.web.visitors import viewer


@blueprint.get("/certificates")
@requires(Can.SIGNED_IN)
def index() -> ResponseReturnValue:
    found = page(Certificate.of(viewer()), "certificates.index")
    return render_template("certificates/index.html", page=found)


@blueprint.get("/certificates/<id>")
@requires(Can.CERTIFICATE_READ, Certificate)
def one(certificate: Certificate) -> ResponseReturnValue:
    return _page(certificate, RevocationForm(formdata=None))


@blueprint.get("/certificates/<id>/file")
@requires(Can.CERTIFICATE_READ, Certificate)
def file(certificate: Certificate) -> ResponseReturnValue:
    """To be kept, not shown in the browser; laying it out needs no transaction."""
    if certificate.is_revoked or not certificates.is_genuine(certificate):
        raise Conflict(_("This certificate is not good any more, so there is no file of it."))
    sheet, cuts, name = paper(certificate), fonts(), certificate.code_shown
    transaction.release()
    response = Response(certificate_pdf.render(sheet, cuts), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="certificate-{name}.pdf"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@blueprint.post("/certificates/<id>/revocation")
@requires(Can.CERTIFICATE_REVOKE, Certificate)
def revoke(certificate: Certificate) -> ResponseReturnValue:
    form = RevocationForm()
    if form.validate():
        attempt(form, certificates.revoke, certificate, actor=viewer(), reason=form.reason.data)
    if form.errors:
        return _page(certificate, form)
    flash(_("Revoked. Whoever checks the code sees that it is not good any more."), "success")
    return redirect(url_for("certificates.one", id=certificate.public_id), 303)


def _page(certificate: Certificate, form: RevocationForm) -> ResponseReturnValue:
    """Raises the refusal of a form that is not on the page any more."""
    if form.refusal:
        raise form.refusal
    return show(
        form,
        "certificates/show.html",
        certificate=certificate,
        genuine=certificates.is_genuine(certificate),
        mine=certificate.user_id == viewer().id,
        may_revoke=allowed(viewer(), Can.CERTIFICATE_REVOKE, certificate),
    )
