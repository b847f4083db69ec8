"""Security headers: one policy, a nonce per response (ux.md 4.3, security.md T5, T24)."""

from __future__ import annotations

import secrets
from functools import lru_cache

from flask import Flask, Response, g, make_response, request

from app.config import Settings, settings

YEAR = 31_536_000
POLICIES = 256


def init_app(app: Flask) -> None:
    app.after_request(_secure)
    app.jinja_env.globals["csp_nonce"] = csp_nonce
    config: Settings = app.config["SETTINGS"]
    app.config.update(
        SESSION_COOKIE_NAME="__Host-session" if config.secure else "session",
        SESSION_COOKIE_SECURE=config.secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=30 * 24 * 3600,
    )


def csp_nonce() -> str:
    """The word that lets this response's own scripts run."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def allow_frames(*origins: str) -> None:
    """Let this response hold frames of `origins`."""
    g.setdefault("frame_origins", set()).update(origins)


def allow_devices(*origins: str) -> None:
    """Let this response use camera, microphone and screen, and speak to a media server at `origins`."""
    g.device_origins = origins


def policy() -> str:
    """The Content-Security-Policy of this response."""
    sockets = settings().base_url.replace("http", "ws", 1)
    host = f"{'wss' if settings().secure else 'ws'}://{request.host}"
    reached = frozenset((sockets, host, *g.get("device_origins", ())))
    return _policy(reached, frozenset(g.get("frame_origins", ()))).replace("'NONCE'", f"'nonce-{csp_nonce()}'")


@lru_cache(POLICIES)
def _policy(reached: frozenset[str], frames: frozenset[str]) -> str:
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'NONCE' 'strict-dynamic'",
            "style-src 'self' 'NONCE'",
            "img-src 'self' blob: data:",
            "media-src 'self' blob:",
            "font-src 'self'",
            f"connect-src 'self' {' '.join(sorted(reached))}",
            "worker-src 'self'",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "object-src 'none'",
            "frame-ancestors 'none'",
            *([f"frame-src {' '.join(sorted(frames))}"] if frames else []),
        )
    )


def _devices() -> str:
    """Only the page of a room sees and hears."""
    who = "(self)" if "device_origins" in g else "()"
    return f"camera={who}, microphone={who}, display-capture={who}"


def framing(page: str, status: int = 200) -> Response:
    """A page that may hold frames of our own."""
    response = make_response(page, status)
    response.headers["Content-Security-Policy"] = f"{policy()}; frame-src 'self'"
    return response


def framed(page: str) -> Response:
    """A mail to be looked at inside a page of ours: its styles count, and it can do nothing else."""
    response = make_response(page)
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; "
        "frame-ancestors 'self'; sandbox"
    )
    return response


def _secure(response: Response) -> Response:
    headers = response.headers
    if "Content-Security-Policy" not in headers:
        headers["Content-Security-Policy"] = policy()
    headers["X-Content-Type-Options"] = "nosniff"
    headers.setdefault("Referrer-Policy", "same-origin")
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Permissions-Policy"] = f"{_devices()}, geolocation=(), payment=(), usb=()"
    if settings().secure:
        headers["Strict-Transport-Security"] = f"max-age={YEAR}; includeSubDomains"
    if request.endpoint != "static" and "Cache-Control" not in headers:
        headers["Cache-Control"] = "private, no-store"
        headers["Vary"] = "Cookie"
    return response
