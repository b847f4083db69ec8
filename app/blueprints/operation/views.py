"""Health, readiness and metrics (contract.md, OPS3)."""

from __future__ import annotations

import ipaddress

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from app.actions import health
from app.config import settings
from app.errors import NotFound
from app.permissions import public
from app.reports import latency

blueprint = Blueprint("operation", __name__)


@blueprint.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    return {"status": "ok"}


@blueprint.get("/readyz")
@public
def readyz() -> ResponseReturnValue:
    checks = health.readiness()
    return checks, 200 if checks["status"] != "unavailable" else 503


@blueprint.get("/metrics")
@public
def metrics() -> ResponseReturnValue:
    if not _may_measure(request.remote_addr or ""):
        raise NotFound
    registry = health.registry()
    latency.measure(registry)
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _may_measure(address: str) -> bool:
    try:
        asking = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(asking in ipaddress.ip_network(allowed, strict=False) for allowed in settings().metrics_allow)
