"""Settings: read once from the environment, typed, refused when unsafe."""

from __future__ import annotations

import hashlib
import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast
from urllib.parse import urlsplit

Environment = Literal["development", "production", "test"]
ENVIRONMENTS = ("development", "production", "test")
SECRET_KEY_LENGTH = 32
VIDEO_QUEUE = "videos"
BOUNCE_TOKEN_LENGTH = 20
LONGEST_SOCKET_PATH = 100  # sun_path holds 104 bytes on macOS, 108 on Linux
MEDIA_SERVER = ("VIDEO_SFU_URL", "VIDEO_SFU_WEBSOCKET", "VIDEO_SFU_TOKEN_SECRET", "VIDEO_SFU_ADMIN_KEY")
LANGUAGES = {"en": "English", "es": "Español", "hi": "हिन्दी"}


class Refused(Exception):
    """The environment describes a portal that must not start; the message is one line for the operator."""


def sockets_folder(run: Path) -> Path:
    """Where the sockets of a portal lie that runs in `run`: there, or elsewhere when its name is too long for one."""
    if len(os.fsencode(run / "supervisor.sock.12345")) <= LONGEST_SOCKET_PATH:
        return run
    name = hashlib.sha256(os.fsencode(run)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"classbell-{os.getuid()}-{name}"


@dataclass(frozen=True)
class Settings:
    """Everything that the environment decides. Sizes in bytes, counts in processes."""

    environment: Environment
    secret_key: str
    data_dir: Path
    database_url: str
    base_url: str
    redis_url: str | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    smtp_url: str | None = None
    mail_from: str = "Classbell <classbell@localhost>"
    mail_bounce_token: str | None = None
    storage_url: str = ""
    vapid_subject: str = "mailto:classbell@localhost"
    push_hosts: tuple[str, ...] = ()
    trusted_hosts: tuple[str, ...] = ()
    trusted_proxies: int = 0
    metrics_allow: tuple[str, ...] = ("127.0.0.1", "::1")
    web_workers: int = 2
    realtime_workers: int = 1
    queue_workers: int = 1
    video_sfu_url: str | None = None
    video_sfu_websocket: str | None = None
    video_sfu_token_secret: str | None = None
    video_sfu_admin_key: str | None = None
    turn_urls: tuple[str, ...] = ()
    turn_secret: str | None = None

    @property
    def production(self) -> bool:
        return self.environment == "production"

    @property
    def secure(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def queue_url(self) -> str:
        """Of the queue server: the given one, or the embedded one on its unix socket."""
        return self.redis_url or f"unix://{sockets_folder(self.data_dir / 'run')}/queue.sock"

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> Settings:
        """Settings out of `env`. Raises Refused with the first thing that is wrong."""
        environment = _environment(env)
        data_dir = Path(env.get("DATA_DIR") or "instance").resolve()
        port = _whole(env, "PORT", 8000)
        settings = cls(
            environment=environment,
            secret_key=_secret_key(env, environment, data_dir),
            data_dir=data_dir,
            database_url=_database_url(env.get("DATABASE_URL") or f"sqlite:///{data_dir}/classbell.db"),
            base_url=(env.get("BASE_URL") or f"http://localhost:{port}").rstrip("/"),
            redis_url=env.get("REDIS_URL") or None,
            host=env.get("HOST") or "127.0.0.1",
            port=port,
            smtp_url=env.get("SMTP_URL") or None,
            mail_from=env.get("MAIL_FROM") or "Classbell <classbell@localhost>",
            mail_bounce_token=env.get("MAIL_BOUNCE_TOKEN") or None,
            storage_url=env.get("STORAGE_URL") or (data_dir / "files").as_uri(),
            vapid_subject=env.get("VAPID_SUBJECT") or "mailto:classbell@localhost",
            push_hosts=_list(env, "PUSH_HOSTS"),
            trusted_hosts=_list(env, "TRUSTED_HOSTS"),
            trusted_proxies=_whole(env, "TRUSTED_PROXIES", 0),
            metrics_allow=_list(env, "METRICS_ALLOW") or ("127.0.0.1", "::1"),
            web_workers=_whole(env, "WEB_WORKERS", 2),
            realtime_workers=_whole(env, "REALTIME_WORKERS", 1),
            queue_workers=_whole(env, "QUEUE_WORKERS", 1),
            **{name.lower(): env.get(name) or None for name in MEDIA_SERVER},
            turn_urls=_list(env, "TURN_URLS"),
            turn_secret=env.get("TURN_SECRET") or None,
        )
        _refuse_unusable(settings)
        _refuse_unsafe(settings, debug=env.get("FLASK_DEBUG", "0") not in ("", "0"))
        return settings


def settings() -> Settings:
    """The settings of the current app."""
    from flask import current_app  # not needed, and not waited for, where `make run` reads settings

    return cast(Settings, current_app.config["SETTINGS"])


def _environment(env: Mapping[str, str]) -> Environment:
    value = env.get("CLASSBELL_ENV") or "development"
    if value not in ENVIRONMENTS:
        raise Refused(f"CLASSBELL_ENV is {value!r}; it must be development or production.")
    return cast(Environment, value)


def _whole(env: Mapping[str, str], name: str, default: int) -> int:
    value = env.get(name) or str(default)
    if not value.isdecimal():
        raise Refused(f"{name} is {value!r}; it must be a whole number.")
    return int(value)


def _list(env: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in env.get(name, "").replace(",", " ").split() if part.strip())


def _database_url(url: str) -> str:
    return url.replace("postgres://", "postgresql://", 1) if url.startswith("postgres://") else url


def _secret_key(env: Mapping[str, str], environment: Environment, data_dir: Path) -> str:
    if given := env.get("SECRET_KEY"):
        return given
    if environment == "production":
        raise Refused("SECRET_KEY is not set; production needs one of at least 32 characters.")
    path = data_dir / "secret_key"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text().strip()


def _refuse_unusable(settings: Settings) -> None:
    """What would only fail later, when somebody waits for it."""
    if not settings.vapid_subject.startswith(("mailto:", "https:")):
        raise Refused("VAPID_SUBJECT must be an address that push services may write to: mailto:… or https:…")
    if urlsplit(settings.base_url).scheme not in ("http", "https"):
        raise Refused(f"BASE_URL is {settings.base_url!r}; it must begin with http:// or https://")
    if settings.smtp_url and not _mail_server(settings.smtp_url):
        raise Refused("SMTP_URL must look like smtp+starttls://user:password@mail.example.org:587")
    if settings.mail_bounce_token and len(settings.mail_bounce_token) < BOUNCE_TOKEN_LENGTH:
        raise Refused(f"MAIL_BOUNCE_TOKEN is shorter than {BOUNCE_TOKEN_LENGTH} characters.")
    _refuse_half_a_media_server(settings)


def _refuse_half_a_media_server(settings: Settings) -> None:
    missing = [name for name in MEDIA_SERVER if not getattr(settings, name.lower())]
    if missing and len(missing) < len(MEDIA_SERVER):
        raise Refused(f"A media server needs {' and '.join(missing)}, too.")
    if settings.video_sfu_url and urlsplit(settings.video_sfu_url).scheme not in ("http", "https"):
        raise Refused("VIDEO_SFU_URL must begin with http:// or https://")
    if settings.video_sfu_websocket and urlsplit(settings.video_sfu_websocket).scheme not in ("ws", "wss"):
        raise Refused("VIDEO_SFU_WEBSOCKET must begin with ws:// or wss://")
    if any(not url.startswith(("turn:", "turns:")) for url in settings.turn_urls):
        raise Refused("TURN_URLS must look like turn:turn.school.example:3478?transport=udp")
    if bool(settings.turn_urls) != bool(settings.turn_secret):
        raise Refused("TURN_URLS and TURN_SECRET belong together; one of them is not set.")


def _refuse_unsafe(settings: Settings, *, debug: bool) -> None:
    """T27 in security.md: what a production portal may not start with."""
    if not settings.production:
        return
    local = urlsplit(settings.base_url).hostname in ("localhost", "127.0.0.1", "::1")
    insecure_push = [origin for origin in settings.push_hosts if not _public_https(origin)]
    plain_video = (settings.video_sfu_websocket or "wss:").startswith("ws:")
    checks = (
        (plain_video, "VIDEO_SFU_WEBSOCKET must be wss:// in production; browsers refuse anything else there."),
        (len(settings.secret_key) < SECRET_KEY_LENGTH, "SECRET_KEY is shorter than 32 characters."),
        (debug, "FLASK_DEBUG is on; the debugger must never run in production."),
        (not settings.trusted_hosts, "TRUSTED_HOSTS is not set; name the hosts that the portal answers to."),
        (not settings.secure or local, "BASE_URL must be the public https:// address of the portal."),
        (
            bool(insecure_push),
            f"PUSH_HOSTS has an address that is not public https: {' '.join(insecure_push)}",
        ),
    )
    for wrong, message in checks:
        if wrong:
            raise Refused(message)


def _mail_server(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("smtp", "smtps", "smtp+starttls") and bool(parts.hostname) and url.isascii()


def _public_https(origin: str) -> bool:
    parts = urlsplit(origin)
    return parts.scheme == "https" and parts.hostname not in ("localhost", "127.0.0.1", "::1", None)
