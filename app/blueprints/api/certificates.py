"""Certificates: /certificates. They are issued by the rule alone, so there is no way to make one."""

from __future__ import annotations

from typing import Any

from app.actions import certificates
from app.blueprints.api.paging import Slice, slice_of
from app.blueprints.api.resource import Resource
from app.blueprints.api.schemas.recognition import (
    CertificateList,
    CertificateQuery,
    CertificateSchema,
    RevocationPost,
    VerificationSchema,
)
from app.errors import NotFound
from app.models.certificate import Certificate
from app.models.classroom import Classroom
from app.permissions import Can, requires
from app.web import limits
from app.web.visitors import viewer

blueprint = Resource("certificates", __name__, "Certificates", "That somebody finished a class")
PACE = "120 per hour"


@blueprint.get("/certificates")
@requires(Can.SIGNED_IN)
@blueprint.response(200, CertificateList)
@blueprint.query(CertificateQuery)
def index(query: dict[str, Any]) -> Slice:
    """My own, and those of classes that I teach, newest first"""
    classroom_id = query.pop("classroom_id")
    found = Certificate.visible_to(viewer())
    if classroom_id:
        found = found.where(Certificate.classroom.has(Classroom.public_id == classroom_id))
    return slice_of(found, Certificate.id, newest_first=True, **query)


@blueprint.get("/certificates/<id>")
@requires(Can.CERTIFICATE_READ, Certificate)
@blueprint.response(200, CertificateSchema)
def show(certificate: Certificate) -> Certificate:
    """One certificate"""
    return certificate


@blueprint.post("/certificates/<id>/revocation")
@requires(Can.CERTIFICATE_REVOKE, Certificate)
@blueprint.conflict
@blueprint.response(200, CertificateSchema)
@blueprint.arguments(RevocationPost)
def revoke(certificate: Certificate, given: dict[str, Any]) -> Certificate:
    """Revoke it for good (who teaches the class, admins)"""
    certificates.revoke(certificate, actor=viewer(), reason=given["reason"])
    return certificate


@blueprint.get("/certificates/verification/<code>")
@requires(Can.SIGNED_IN)
@blueprint.response(200, VerificationSchema)
def verify(code: str) -> dict[str, Any]:
    """Whether the certificate with this code is good; everybody may ask, on the page /certificates/verify"""
    limits.pace("certificate", PACE)
    found = certificates.of_code(code)
    if found is None:
        raise NotFound
    said = {name: getattr(found, name) for name in ("holder", "title", "school", "issued_at")}
    return {**said, "valid": not found.is_revoked}
